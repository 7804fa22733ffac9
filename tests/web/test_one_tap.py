"""Paying with one tap: offered to the browser that bound it, honest about the hours, never a dead end."""

from datetime import timedelta

import pytest
import time_machine
from flask_babel import gettext

from app.models import Charge, Order, OrderStatus, PaymentStatus
from app.web.charge_words import explain_charge
from tests.services.test_settlement import expire
from tests.web.shopper import Shopper
from tests.web.test_authorizations import asked

pytestmark = pytest.mark.usefixtures("clock")
PATIENCE = "Please wait, and do not repeat it yet: we are asking JKOPay how it stands."
TRANSACTION, ENTRY = "POST /platform/authpay/transaction", "POST /platform/entry"
NIGHT = "2026-11-23T23:00:00+08:00"


@pytest.fixture
def token(shopper: Shopper) -> str:
    """An authorization of this shopper's browser, granted."""
    authorization, _ = asked(shopper)
    return shopper.shop.granted(authorization.token).token


def tap(shopper: Shopper, token: str, slug: str = "gaiwan") -> str:
    """Buy with one tap. Returns the order's token."""
    shopper.put_in_cart(slug)
    return shopper.check_out(one_tap=token).url.rpartition("/")[2]


def take_the_code(shopper: Shopper, token: str) -> tuple[Order, str]:
    """An order that one tap did not pay, and whose shopper took the code instead; and its path."""
    shopper.shop.sandbox.next_answer(TRANSACTION, "121")
    order_token = tap(shopper, token)
    shopper.send(f"/orders/{order_token}/retry")
    return shopper.shop.order(order_token), f"/orders/{order_token}"


def test_one_tap_pays_at_once_without_a_code(shopper: Shopper, token: str) -> None:
    order = shopper.shop.order(tap(shopper, token))
    assert order.status is OrderStatus.PAID
    assert isinstance(order.payment, Charge)
    assert shopper.state() == "paid"
    assert '<svg class="qr"' not in shopper.page
    shopper.open(f"/authorizations/{token}")
    assert f'href="/orders/{order.token}"' in shopper.page


def test_checkout_offers_it_first_with_the_contact_of_the_binding(shopper: Shopper, token: str) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    assert f'value="{token}" checked' in shopper.page
    assert 'value="ming@example.com"' in shopper.page
    assert shopper.check_out(one_tap="").url.rpartition("/")[2]
    assert shopper.state() == "waiting"


def test_it_is_offered_only_in_dollars_of_taiwan(shopper: Shopper, token: str) -> None:
    shopper.put_in_cart("tenugui-jpy")
    shopper.open("/checkout?currency=JPY")
    assert 'name="one_tap"' not in shopper.page


def test_another_browser_is_neither_offered_it_nor_may_it_spend_with_it(shopper: Shopper, token: str) -> None:
    stranger = Shopper(shopper.shop)
    stranger.put_in_cart("gaiwan")
    stranger.open("/checkout?currency=TWD")
    assert token not in stranger.page
    assert "/checkout?" in stranger.check_out(one_tap=token).url
    assert stranger.says("This authorization can no longer be charged.")
    assert shopper.shop.calls.payloads(TRANSACTION) == []


def test_an_authorization_that_ended_meanwhile_loses_nothing_of_the_form(shopper: Shopper, token: str) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    key = shopper.hidden("checkout_key")
    shopper.shop.sandbox.cancel(shopper.shop.authorization(token).auth_no or "")
    shopper.shop.sweep_authorizations()
    fields = {"checkout_key": key, "name": "Kept name", "email": "kept@example.com", "note": "Kept note"}
    shopper.send("/checkout?currency=TWD", one_tap=token, **fields)
    assert shopper.says("This authorization can no longer be charged.")
    for kept in ("Kept name", "kept@example.com", "Kept note"):
        assert kept in shopper.page
    assert 'name="one_tap"' not in shopper.page
    shopper.check_out()
    assert shopper.state() == "waiting"


def test_at_night_checkout_and_order_say_when_it_is_charged(
    shopper: Shopper, token: str, clock: time_machine.Traveller
) -> None:
    clock.move_to(NIGHT)
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    assert shopper.says("your order is held until then")
    shopper.check_out(one_tap=token)
    assert shopper.state() == "queued"
    assert shopper.says("It is collected from 2026-11-24 08:")
    assert shopper.says("only from 08:00 to 20:00, Taipei time")
    assert shopper.shop.calls.payloads(TRANSACTION) == []


def test_a_charge_without_an_answer_says_that_it_is_being_charged(shopper: Shopper, token: str) -> None:
    shopper.shop.sandbox.faults(TRANSACTION, "timeout_after", times=1, seconds=0.2)
    tap(shopper, token)
    assert shopper.state() == "charging"
    assert shopper.says("nothing can be charged twice")
    assert "/renew" not in shopper.page


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("104", "monthly limit at JKOPay"),
        ("115", "JKOPay could not take the payment."),
        ("121", "There was not enough in the account you pay from."),
        ("302", "The authorization has been cancelled"),
        ("303", "You can raise it in the JKOPay app."),
        ("305", "This cycle has been charged as often as agreed already."),
        ("304", "The mistake is on our side, not yours."),
    ],
)
def test_a_refusal_is_said_in_plain_words_and_another_way_works(
    shopper: Shopper, token: str, code: str, words: str
) -> None:
    shopper.shop.sandbox.next_answer(TRANSACTION, code, message="of no interest")
    order_token = tap(shopper, token)
    assert shopper.state() == "uncharged"
    assert shopper.says(words)
    assert not shopper.says("of no interest")
    shopper.send(f"/orders/{order_token}/retry")
    assert shopper.state() == "waiting"
    assert not isinstance(shopper.shop.payment(shopper.shop.order(order_token)), Charge)


@pytest.mark.parametrize(("code", "words"), [("306", "only from 08:00 to 20:00"), ("307", "Another charge")])
def test_what_is_only_too_early_waits_and_says_why(shopper: Shopper, token: str, code: str, words: str) -> None:
    shopper.shop.sandbox.next_answer(TRANSACTION, code, message="of no interest")
    tap(shopper, token)
    assert shopper.state() == "queued"
    assert shopper.says(words)
    assert shopper.page.count("08:00") == 1, "the hours are told once, whoever tells them"


def test_one_tap_can_be_tried_again_from_the_browser_that_has_it(shopper: Shopper, token: str) -> None:
    shopper.shop.sandbox.next_answer(TRANSACTION, "121", message="x")
    order_token = tap(shopper, token)
    assert shopper.says("Try one tap again")
    shopper.send(f"/orders/{order_token}/charge")
    assert shopper.state() == "paid"
    assert len(shopper.shop.calls.payloads(TRANSACTION)) == 2


def test_another_browser_at_the_order_cannot_charge_it(shopper: Shopper, token: str) -> None:
    shopper.shop.sandbox.next_answer(TRANSACTION, "121", message="x")
    order_token = tap(shopper, token)
    stranger = Shopper(shopper.shop)
    stranger.open(f"/orders/{order_token}")
    assert not stranger.says("Try one tap again")
    stranger.send(f"/orders/{order_token}/charge")
    assert stranger.says("This order cannot be charged that way any more.")
    assert len(shopper.shop.calls.payloads(TRANSACTION)) == 1
    assert shopper.shop.payment(shopper.shop.order(order_token)).status is PaymentStatus.REFUSED


def test_one_tap_waits_for_the_end_of_a_code_and_is_offered_again(shopper: Shopper, token: str) -> None:
    order, path = take_the_code(shopper, token)
    assert shopper.state() == "waiting"
    assert not shopper.says("Try one tap again")
    shopper.send(f"{path}/charge")
    assert shopper.says("This order cannot be charged that way any more.")
    assert len(shopper.shop.calls.payloads(TRANSACTION)) == 1
    expire(shopper.shop, order)
    shopper.open(path)
    assert shopper.state() == "closed"
    assert shopper.says("Try one tap again")
    shopper.send(f"{path}/charge")
    assert shopper.state() == "paid"


def test_a_code_that_failed_leaves_one_tap_to_be_tried_again(shopper: Shopper, token: str) -> None:
    order, path = take_the_code(shopper, token)
    shopper.shop.sandbox.control("POST", f"/orders/{shopper.shop.payment(order).number}/fail")
    shopper.shop.sweep()
    shopper.open(path)
    assert shopper.state() == "failed"
    assert shopper.says("Try one tap again")
    shopper.send(f"{path}/charge")
    assert shopper.state() == "paid"


def test_after_a_code_that_could_not_start_the_night_s_charge_tells_why_the_last_charge_was_refused(
    shopper: Shopper, token: str, clock: time_machine.Traveller
) -> None:
    shopper.shop.sandbox.next_answer(ENTRY, "200", message="Bad request")
    _, path = take_the_code(shopper, token)
    assert shopper.state() == "refused"
    assert shopper.says("Try one tap again")
    clock.move_to(NIGHT)
    shopper.send(f"{path}/charge")
    assert shopper.state() == "queued"
    assert shopper.says("There was not enough in the account you pay from.")


def test_another_browser_is_not_offered_one_tap_after_a_code_either(shopper: Shopper, token: str) -> None:
    order, path = take_the_code(shopper, token)
    expire(shopper.shop, order)
    stranger = Shopper(shopper.shop)
    stranger.open(path)
    assert stranger.state() == "closed"
    assert not stranger.says("Try one tap again")


def test_a_page_that_still_shows_a_code_asks_for_none_of_a_charge(
    shopper: Shopper, token: str, clock: time_machine.Traveller
) -> None:
    order, path = take_the_code(shopper, token)
    expire(shopper.shop, order)
    clock.move_to(NIGHT)
    shopper.send(f"{path}/charge")
    entries = len(shopper.shop.calls.payloads(ENTRY))
    clock.shift(timedelta(minutes=1))
    shopper.send(f"{path}/renew")
    assert shopper.state() == "queued"
    assert len(shopper.shop.calls.payloads(ENTRY)) == entries


def test_a_failure_the_shops_own_fault_and_an_unknown_answer_are_told_apart(shopper: Shopper) -> None:
    with shopper.shop.app.test_request_context():
        assert len({explain_charge(code) for code in (None, "110", "777")}) == 3
        assert explain_charge("777") == gettext(PATIENCE)
