"""Charges, asked for by many at once."""

from datetime import timedelta

import pytest
import time_machine

from app.models import Order, OrderStatus
from tests.running import RunningShop, run_at_once
from tests.services.test_charges import TRANSACTION, deducted
from tests.services.test_subscriptions import orders_of, taken
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")


def test_ten_schedulers_make_one_order_and_one_charge(shop: RunningShop) -> None:
    authorizations = [shop.subscribe("tea-every-month") for _ in range(3)]
    results = run_at_once(10, lambda _: do_due(shop))
    assert results == [None] * 10
    do_due(shop)
    for authorization in authorizations:
        assert len(orders_of(shop, authorization)) == 1
        assert taken(shop, authorization) == [390]


def test_taps_at_once_are_charged_one_after_the_other(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    orders = run_at_once(6, lambda number: shop.tap(authorization, key=f"tap-{number}"))
    let_pass(shop, clock, timedelta(minutes=10), steps=30)
    assert [type(order) for order in orders] == [Order] * 6
    assert len(deducted(shop)) == 6
    bodies = shop.calls.payloads(TRANSACTION)
    assert len(bodies) == len(set(bodies)) == 6


def test_a_cancellation_beside_taps_ends_with_books_that_agree(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()

    def work(number: int) -> object:
        if number == 2:
            return shop.sandbox.cancel(authorization.auth_no or "")
        return shop.tap(authorization, key=f"tap-{number}").token

    tokens = [result for result in run_at_once(6, work) if isinstance(result, str)]
    let_pass(shop, clock, timedelta(minutes=30), steps=30)
    orders = [shop.order(token) for token in tokens]
    assert {order.status for order in orders} <= {OrderStatus.PAID, OrderStatus.CLOSED}
    assert sum(order.status is OrderStatus.PAID for order in orders) == len(deducted(shop))
