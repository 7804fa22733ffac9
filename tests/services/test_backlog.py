"""What the monitor is told of the rows: how much is due, how late it is, and how long nobody has known something."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from app.db import utc_now
from app.jkopay import Api
from app.models import Authorization, Payment, Refund, Subscription
from app.services.backlog import SWEEPS, Backlog, read_backlog
from tests.running import RunningShop
from tests.services.test_bindings import bind

WHILE = timedelta(minutes=7)


def backlog(shop: RunningShop) -> Backlog:
    return read_backlog(shop.db, utc_now())


def silent_payment(shop: RunningShop) -> None:
    shop.sandbox.faults(Api.ENTRY, "http_500")
    shop.buy()


def silent_charge(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(Api.AUTHPAY_TRANSACTION, "reset")
    shop.tap(authorization)


def silent_refund(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid())
    shop.sandbox.faults(Api.REFUND, "reset")
    shop.refund(payment, 10)


def silent_binding(shop: RunningShop) -> None:
    bind(shop)
    shop.sandbox.faults(Api.AUTHPAY_DETAIL, "http_500")
    shop.sweep_authorizations()


@pytest.mark.parametrize("fall_silent", [silent_payment, silent_charge, silent_refund, silent_binding])
def test_the_oldest_unknown_is_told_whatever_it_is(
    shop: RunningShop, clock: time_machine.Traveller, fall_silent: Callable[[RunningShop], None]
) -> None:
    assert backlog(shop).oldest_unknown == timedelta()
    fall_silent(shop)
    clock.shift(WHILE)
    silent_payment(shop)
    assert WHILE <= backlog(shop).oldest_unknown < WHILE + timedelta(minutes=1)
    shop.sweep()
    assert backlog(shop).oldest_unknown == timedelta()


def test_what_is_due_is_counted_by_sweep_and_what_somebody_holds_is_not(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    shop.subscribe("tea-every-month")
    silent_charge(shop)
    silent_refund(shop)
    shop.buy()
    now = utc_now()
    with shop.db.write() as session:
        for payment in session.query(Payment):
            payment.next_inquiry_at, payment.lease_until = None, None
        for kind in ("payment", "charge"):
            session.query(Payment).filter(Payment.kind == kind).first().next_inquiry_at = now - WHILE  # type: ignore[union-attr]
        for authorization in session.query(Authorization):
            authorization.next_inquiry_at, authorization.lease_until = now - WHILE, now + WHILE
        session.query(Refund).one().next_attempt_at = now - WHILE
        session.query(Subscription).one().next_charge_at = now + WHILE
    found = backlog(shop)
    assert found.due == {"payments": 1, "charges": 1, "refunds": 1, "authorizations": 0, "subscriptions": 0}
    late = {sweep for sweep in SWEEPS if found.lag[sweep] >= WHILE}
    assert late == {"payments", "charges", "refunds"}
    clock.shift(2 * WHILE)
    assert backlog(shop).due == {"payments": 1, "charges": 1, "refunds": 1, "authorizations": 2, "subscriptions": 1}
