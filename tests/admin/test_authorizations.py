"""The staff's list of authorizations, and everything about one of them."""

from datetime import timedelta

import pytest
import time_machine

from app.models import AttentionReason, Authorization, AuthorizationStatus, Order
from app.services.attention import raise_attention
from tests.admin.browsing import Browser, Page
from tests.running import RunningShop
from tests.services.travelling import do_due

pytestmark = pytest.mark.usefixtures("clock")
TRANSACTION = "POST /platform/authpay/transaction"


def page_of(staff: Browser, authorization: Authorization) -> Page:
    return staff.get(f"/admin/authorizations/{authorization.number}")


def charge_now(staff: Browser, order: Order) -> Page:
    """Both steps."""
    return staff.send(staff.get(f"/admin/orders/{order.number}/charge").form("/charge"))


def test_an_empty_list_says_how_the_first_one_comes(staff: Browser) -> None:
    assert "No authorization yet." in staff.get("/admin/authorizations").text


def test_the_list_finds_by_text_and_by_state(shop: RunningShop, staff: Browser, subscribed: Authorization) -> None:
    limited, ended = shop.bind(), shop.bind()
    staff.send(staff.get(f"/admin/authorizations/{ended.number}/cancel").form("/cancel"))
    with shop.db.write() as session:
        row = session.get_one(Authorization, limited.id)
        raise_attention(session, row, AttentionReason.AUTHORIZATION_DIFFERS, "type")
    number = subscribed.subscription.number if subscribed.subscription else ""
    for query, found in (
        ("", {limited, ended, subscribed}),
        ("?status=granted", {limited, subscribed}),
        ("?status=ended", {ended}),
        ("?status=waiting", set()),
        ("?status=cancelling", set()),
        ("?status=attention", {limited}),
        (f"?q={limited.auth_no}", {limited}),
        (f"?q={number}", {subscribed}),
        ("?q=ming@example.com", {limited, ended, subscribed}),
        ("?q=nobody", set()),
    ):
        links = {link for link in staff.get(f"/admin/authorizations{query}").links if "/authorizations/A" in link}
        assert links == {f"/admin/authorizations/{row.number}" for row in found}, query


def test_a_long_list_has_pages(shop: RunningShop, staff: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.authorization_lists.PAGE_SIZE", 1)
    first, second = shop.bind(), shop.bind()
    page = staff.get("/admin/authorizations")
    assert second.number in page.text
    assert first.number not in page.text
    older = staff.get("/admin/authorizations?page=2")
    assert first.number in older.text
    assert "page 2 of 2" in older.text


def test_the_page_tells_what_was_consented_to_with_the_account_masked(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind(amount=3000)
    text = page_of(staff, authorization).text
    for words in ("Granted", "NT$3,000", "any time, with one tap", "王小明", "***", authorization.auth_no or "missing"):
        assert words in text
    assert "Nothing has been charged under it yet." in text


def test_charges_link_their_orders_and_are_refunded_on_the_usual_pages(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    order = shop.tap(authorization)
    page = page_of(staff, authorization)
    assert f"/admin/orders/{order.number}" in page.links
    assert f"/admin/payments/{order.number}-1/refunds/new" in page.links
    staff.refund(order, "50", "a torn page")
    text = page_of(staff, authorization).text
    for words in ("NT$50 Refunded", "a torn page", "merchant asked JKOPay to give NT$50 back."):
        assert words in text


def test_history_and_notifications_are_one_timeline_in_order(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.tap(authorization)
    text = page_of(staff, authorization).text
    text = text[text.index("What happened") :]
    sentences = [
        "The shopper began to authorize charges.",
        "JKOPay made the link for the customer's consent.",
        "the customer has consented.",
        "was planned.",
        "was sent to JKOPay.",
        "were taken.",
    ]
    places = [text.index(sentence) for sentence in sentences]
    assert places == sorted(places)


def test_an_order_paid_by_a_charge_says_so_and_names_its_authorization(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    page = staff.order(shop.tap(authorization))
    assert f"Charged under an authorization, without a code: {authorization.number}" in page.text
    assert f"/admin/authorizations/{authorization.number}" in page.links


def test_an_order_of_a_subscription_shows_its_cycle(
    shop: RunningShop, staff: Browser, subscribed: Authorization
) -> None:
    do_due(shop)
    order = shop.authorization(subscribed.token).charges[0].order
    page = staff.order(order)
    assert "Cycle 2026-11/1" in page.text
    assert "every month" in page.text
    assert f"/admin/authorizations/{subscribed.number}" in page.links


def test_a_refused_charge_is_explained_and_charged_again_by_staff(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "121", message="Insufficient bank account balance.")
    order = shop.tap(authorization)
    page = page_of(staff, authorization)
    assert "The customer's bank account does not hold enough for this charge. 121" in page.text
    assert f"/admin/orders/{order.number}/charge" in page.links
    assert "were taken." in charge_now(staff, order).text
    timeline = page_of(staff, authorization).text
    assert "merchant asked for a charge of" in timeline
    assert "merchant opened the order again" in staff.order(order).text
    assert "This order cannot be charged again" in staff.get(f"/admin/orders/{order.number}/charge").text


@pytest.mark.parametrize(
    ("result", "words"),
    [("115", "The charge failed at JKOPay"), ("303", "over the limit that the customer set"), ("999", "is unknown")],
)
def test_what_becomes_of_a_charge_is_said_at_once(shop: RunningShop, staff: Browser, result: str, words: str) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "121")
    order = shop.tap(authorization)
    shop.sandbox.next_answer(TRANSACTION, result)
    assert words in charge_now(staff, order).text


def test_at_night_a_charge_waits_for_the_morning_and_the_staff_is_told(
    shop: RunningShop, staff: Browser, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "121")
    order = shop.tap(authorization)
    clock.shift(timedelta(hours=12))
    staff.sign_in()
    form = staff.get(f"/admin/orders/{order.number}/charge")
    assert "This one is sent from 2026-11-24 08:05 on." in form.text
    assert "will be taken at 2026-11-24 08:" in staff.send(form.form("/charge")).text


def test_a_charge_form_sent_twice_charges_once(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "121")
    order = shop.tap(authorization)
    form = staff.get(f"/admin/orders/{order.number}/charge").form("/charge")
    staff.send(form)
    assert "This order cannot be charged again" in staff.send(form).text
    assert len(shop.calls.payloads(TRANSACTION)) == 2


def test_staff_asks_jkopay_and_sees_that_the_customer_cancelled(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.cancel(authorization.auth_no or "")
    let_rest(shop, authorization)
    page = staff.send(page_of(staff, authorization).form("/refresh"))
    assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED
    assert "The authorization is cancelled, JKOPay says." in page.text
    assert "Nothing was asked" in staff.send(page.form("/refresh")).text


def test_a_silence_after_asking_is_told(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    let_rest(shop, authorization)
    shop.sandbox.faults("GET /platform/authpay/detail", "http_500", times=3)
    page = staff.send(page_of(staff, authorization).form("/refresh"))
    assert "JKOPay did not answer. The shop keeps asking." in page.text
    assert "JKOPay has not answered about this authorization since" in page.text


def test_what_waits_for_a_person_links_the_authorization(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    with shop.db.write() as session:
        row = session.get_one(Authorization, authorization.id)
        raise_attention(session, row, AttentionReason.INTEGRATION_FAULT, "301 Invalid auth_no")
    page = staff.get("/admin/attention")
    assert f"/admin/authorizations/{authorization.number}" in page.links
    assert "JKOPay does not know this authorization." in page.text
    assert "A setting to check" in page_of(staff, authorization).text


def test_a_charge_refused_for_a_fault_of_ours_says_which(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "304", message="Order finalPrice is not consistent")
    shop.tap(authorization)
    assert "The amount is not the one the customer agreed to." in staff.get("/admin/attention").text


@pytest.mark.parametrize("path", ["authorizations/A1", "authorizations/A1/cancel", "orders/T1/charge"])
def test_what_does_not_exist_is_404(staff: Browser, path: str) -> None:
    assert staff.get(f"/admin/{path}").status == 404


def let_rest(shop: RunningShop, authorization: Authorization) -> None:
    """JKOPay was asked a while ago."""
    with shop.db.write() as session:
        row = session.get_one(Authorization, authorization.id)
        row.lease_until = None
        if row.last_inquiry_at is not None:
            row.last_inquiry_at -= timedelta(minutes=1)
