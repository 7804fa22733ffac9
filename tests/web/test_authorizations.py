"""Binding pages: believed only from our own question, one browser's own, and cancelled by a button."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.db import utc_now
from app.models import Authorization, AuthorizationStatus
from tests.running import RunningShop
from tests.web.shopper import EMAIL, NAME, Shopper

LIMITED, DETAIL, CANCEL = (
    "POST /platform/authpay/limited",
    "GET /platform/authpay/detail",
    "POST /platform/authpay/cancel",
)


def asked(shopper: Shopper, **changes: object) -> tuple[Authorization, str]:
    """A one-tap authorization just asked for, and its path."""
    shopper.open("/authorizations/new")
    fields = {"binding_key": shopper.hidden("binding_key"), "name": NAME, "email": EMAIL, "amount": 3000}
    answer = shopper.send("/authorizations", **(fields | changes))
    token = answer.url.rpartition("/")[2]
    return shopper.shop.authorization(token), f"/authorizations/{token}"


def age(shop: RunningShop, authorization: Authorization, by: timedelta) -> None:
    with shop.db.write() as session:
        row = session.get_one(Authorization, authorization.id)
        row.valid_until -= by
        if row.qr_expires_at is not None:
            row.qr_expires_at -= by


def bindings(shop: RunningShop) -> int:
    with shop.db.read() as session:
        return session.scalar(select(func.count(Authorization.id))) or 0


def test_the_binding_page_shows_code_seconds_and_the_way_into_the_wallet(shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    assert shopper.state() == "waiting"
    assert authorization.billing_amount == 3000
    for words in ("NT$3,000", authorization.number, "Waiting for you to grant it"):
        assert shopper.says(words)
    assert f'href="{authorization.authpay_url}" rel="noreferrer"' in shopper.page.replace("&amp;", "&")
    assert '<svg class="qr"' in shopper.page
    status = shopper.open(f"{path}/status").json()
    assert (status["status"], status["payment_status"]) == ("pending", None)
    assert 1100 <= status["remaining_seconds"] <= 1200


def test_a_form_sent_twice_is_one_binding(shopper: Shopper) -> None:
    shopper.open("/authorizations/new")
    fields = {"binding_key": shopper.hidden("binding_key"), "name": NAME, "email": EMAIL, "amount": 3000}
    first = shopper.send("/authorizations", **fields)
    shopper.open("/authorizations/new")
    assert shopper.send("/authorizations", **fields).url == first.url
    assert bindings(shopper.shop) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount", 99, "Please give an amount from 100 to 20000."),
        ("amount", 20001, "Please give an amount from 100 to 20000."),
        ("amount", "", "Please give an amount."),
        ("name", " ", "Please tell us your name."),
        ("email", "ming@example", "This does not look like an e-mail address"),
    ],
)
def test_invalid_input_is_said_beside_its_field_and_binds_nothing(
    shopper: Shopper, field: str, value: object, words: str
) -> None:
    shopper.open("/authorizations/new")
    fields: dict[str, object] = {"name": "Kept name", "email": "kept@example.com", "amount": 777}
    shopper.send("/authorizations", **({"binding_key": shopper.hidden("binding_key")} | fields | {field: value}))
    assert shopper.says(words)
    assert f'aria-describedby="{field}-error' in shopper.page
    assert bindings(shopper.shop) == 0
    for other, kept in fields.items():
        if other != field:
            assert f'value="{kept}"' in shopper.page


def test_a_dead_code_is_renewed_in_place_by_a_button(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    age(shop, authorization, timedelta(minutes=21))
    shopper.open(path)
    assert shopper.state() == "faded"
    shopper.send(f"{path}/renew")
    assert shopper.state() == "waiting"
    assert len(set(shop.calls.payloads(LIMITED))) == 1
    assert len(shop.calls.payloads(LIMITED)) == 2


def test_coming_back_says_confirming_until_our_own_question_says_granted(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    shopper.open(f"{path}/return?status=granted&auth_no={authorization.auth_no}")
    assert shopper.state() == "confirming"
    assert shop.authorization(authorization.token).status is AuthorizationStatus.PENDING
    shop.granted(authorization.token)
    shopper.open(f"{path}/return")
    assert shopper.state() == "granted"
    account = shop.authorization(authorization.token).account
    assert account is not None
    assert "***" in account
    assert shopper.says(account)
    assert shopper.says("Nothing has been charged yet.")


def test_i_have_granted_it_asks_jkopay_sooner(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    later = utc_now() + timedelta(hours=1)
    with shop.db.write() as session:
        session.get_one(Authorization, authorization.id).next_inquiry_at = later
    shopper.send(f"{path}/check")
    due = shop.authorization(authorization.token).next_inquiry_at
    assert due is not None
    assert due < later


def test_silence_is_said_honestly_and_asked_again_by_a_button(shop: RunningShop, shopper: Shopper) -> None:
    shop.sandbox.faults(LIMITED, "http_500", times=1)
    _, path = asked(shopper)
    assert shopper.state() == "silent"
    shopper.send(f"{path}/renew")
    assert shopper.state() == "waiting"


def test_a_refused_binding_is_explained_without_codes_and_leads_to_a_new_one(
    shop: RunningShop, shopper: Shopper
) -> None:
    shop.sandbox.next_answer(LIMITED, "200", message="Bad request")
    asked(shopper)
    assert shopper.state() == "refused"
    assert shopper.says("The mistake is on our side")
    assert not shopper.says("Bad request")
    assert 'href="/authorizations/new"' in shopper.page


def test_after_its_last_moment_a_binding_says_so_and_later_expires(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    age(shop, authorization, timedelta(minutes=60, seconds=30))
    shopper.open(path)
    assert shopper.state() == "ending"
    age(shop, authorization, timedelta(minutes=5))
    shop.sweep_authorizations()
    shopper.open(path)
    assert shopper.state() == "expired"


def test_cancelling_is_confirmed_first_and_then_done(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    shop.granted(authorization.token)
    shopper.open(path)
    assert re.search(r"<details.*?/cancel.*?</details>", shopper.page, re.DOTALL)
    shopper.send(f"{path}/cancel")
    assert shopper.state() == "cancelled"
    assert shopper.says("The authorization is cancelled.")
    assert shopper.says("As you asked, nothing more is charged under it.")
    assert shop.authorization(authorization.token).cancel_asked_by == "shopper"


def test_a_silent_cancellation_stays_wanted_and_can_be_pressed_again(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    shop.granted(authorization.token)
    shop.sandbox.faults(CANCEL, "http_500", times=1)
    shopper.open(path)
    shopper.send(f"{path}/cancel")
    assert shopper.state() == "cancelling"
    assert shopper.says("JKOPay has not confirmed it yet.")
    shopper.send(f"{path}/cancel")
    assert shopper.state() == "cancelled"


def test_an_end_in_the_wallet_is_told_as_such(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    shop.granted(authorization.token)
    shop.sandbox.cancel(authorization.auth_no or "")
    shop.sweep_authorizations()
    shopper.open(path)
    assert shopper.state() == "cancelled"
    assert shopper.says("It was ended in the JKOPay app or by JKOPay.")


def test_a_waiting_browser_hears_of_the_grant(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    with shopper.browser.get(f"{shop.url}{path}/events", stream=True, timeout=30) as stream:
        events = (line for line in stream.iter_lines(decode_unicode=True) if line.startswith("data:"))
        assert '"pending"' in next(events)
        shop.granted(authorization.token)
        assert any('"granted"' in event for event in events)


def test_the_list_of_authorizations_is_this_browsers_own(shop: RunningShop, shopper: Shopper) -> None:
    authorization, _ = asked(shopper)
    shopper.open("/authorizations")
    assert shopper.says(authorization.number)
    stranger = Shopper(shop)
    stranger.open("/authorizations")
    assert not stranger.says(authorization.number)


@pytest.mark.parametrize("page", ["", "/return", "/status", "/events", "/card"])
def test_an_address_that_was_guessed_shows_nothing(shopper: Shopper, page: str) -> None:
    assert shopper.open(f"/authorizations/{'A' * 22}{page}").status_code == 404


def test_looking_changes_nothing_and_asks_nobody(shop: RunningShop, shopper: Shopper) -> None:
    authorization, path = asked(shopper)
    for page in ("", "/return", "/card", "/status"):
        shopper.open(f"{path}{page}")
    assert shop.authorization(authorization.token).version == authorization.version
    assert shop.calls.payloads(DETAIL) == []
