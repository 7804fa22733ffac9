"""What the shopper reads while JKOPay reports a payment with another amount than the order's."""

from datetime import timedelta

import pytest
import time_machine

from app.models import OrderStatus
from app.services.endings import Ending
from app.services.payment_endings import accept_amount, close_unpaid
from tests.running import RunningShop
from tests.services.test_disputed import disputed_charge
from tests.services.test_endings import SHORT, decide, only_matter, underpaid
from tests.services.test_settlement import AFTER_CLOSING, answer_inquiry, paid_row
from tests.web.shopper import Shopper


@pytest.mark.parametrize("closed", [False, True])
def test_nobody_is_asked_to_pay_again_while_an_amount_is_looked_at(
    shop: RunningShop, shopper: Shopper, closed: bool
) -> None:
    order = underpaid(shop)
    if closed:
        shop.age(shop.payment(order), AFTER_CLOSING)
        answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
        shop.sweep()
    assert shop.order(order.token).status is (OrderStatus.CLOSED if closed else OrderStatus.OPEN)
    shopper.open(f"/orders/{order.token}")
    assert shopper.state() == "differing"
    assert shopper.says("please do not pay again")
    assert not shopper.says("nothing was charged")
    assert "<form" not in shopper.page.split('data-state="differing"')[1].split("</section>")[0]


def test_the_page_goes_on_listening_however_long_it_takes(shop: RunningShop, shopper: Shopper) -> None:
    order = underpaid(shop)
    shop.age(shop.payment(order), timedelta(days=2))
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    shop.sweep()
    shopper.open(f"/orders/{order.token}")
    assert shopper.state() == "differing"
    assert "data-final" not in shopper.page
    assert '<noscript><meta http-equiv="refresh"' in shopper.page


def test_the_list_of_orders_does_not_ask_for_money_that_may_have_been_paid(shop: RunningShop, shopper: Shopper) -> None:
    order = shop.order(shopper.buy())
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    shop.sweep()
    shopper.open("/orders")
    assert shopper.says("Being checked")
    assert not shopper.says("To be paid")
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    shopper.open("/orders")
    assert not shopper.says("Being checked")
    assert shopper.says("Closed")


def test_one_tap_again_from_a_page_of_before_says_nothing_of_the_code(
    shop: RunningShop, clock: time_machine.Traveller, shopper: Shopper
) -> None:
    order = disputed_charge(shop, clock)
    shopper.send(f"/orders/{order.token}/charge")
    assert shopper.state() == "differing"
    assert not shopper.says("You can pay it with the code.")
    assert len(shop.order(order.token).payments) == 1


def test_what_a_person_decides_is_what_the_page_says_next(shop: RunningShop, shopper: Shopper) -> None:
    accepted = underpaid(shop)
    answer_inquiry(shop, shop.payment(accepted), **paid_row(shop.payment(accepted), **SHORT))
    accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    shopper.open(f"/orders/{accepted.token}")
    assert shopper.state() == "paid"
    closed = underpaid(shop)
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    shopper.open(f"/orders/{closed.token}")
    assert shopper.state() == "closed"
