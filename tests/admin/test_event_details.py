"""What is noted with an event is told in words, not in the names the code uses."""

from flask_babel import force_locale

from app.admin.event_details import tell_detail
from app.models import History
from tests.running import RunningShop

TOLD = {
    ("subscription_asked", "tea-every-month"): "",
    ("subscription_ended", "cancelled"): "Its authorization was cancelled.",
    ("subscription_ended", "refused"): "JKOPay would not begin its authorization.",
    ("subscription_ended", "expired"): "Its authorization was not granted in time.",
    ("authorization_cancelled", "000"): "Its answer to the request to cancel.",
    ("authorization_cancelled", "302"): "It had been cancelled before the request.",
    ("authorization_cancelled", "detail cancel"): "Its answer when the shop asked how the authorization stands.",
    ("expired", "ungranted"): "JKOPay says that it was not granted.",
    ("expired", "no link"): "JKOPay never made a link.",
    ("order_placed", "2026-11/1"): "cycle 2026-11/1",
    ("charge_queued", "2026-11-24T00:05:00+00:00"): "2026-11-24 08:05",
    ("charge_withdrawn", "the authorization is cancelled"): "The authorization was no longer granted.",
    ("unpaid", "past its last moment"): "The time to pay had passed.",
    ("charge_withdrawn", "another amount may have been paid"): (
        "JKOPay called a payment of the order paid with another amount, and nobody had decided yet."
    ),
    ("paid", "status 0, tradeNo JA1"): "status 0, tradeNo JA1",
}


def test_a_note_is_told_in_words(shop: RunningShop) -> None:
    with shop.app.test_request_context(), force_locale("en"):
        assert {(event, noted): tell_detail(History(event=event, detail=noted)) for event, noted in TOLD} == TOLD


def test_an_order_closed_by_a_refusal_says_what_the_refusal_means(shop: RunningShop) -> None:
    with shop.app.test_request_context(), force_locale("en"):
        told = tell_detail(History(event="unpaid", detail="121"))
    assert "does not hold enough" in told
    assert "121" not in told
