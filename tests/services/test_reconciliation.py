"""Asking about everything at once: waits are skipped, leases are not, and silence changes nothing."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.db import utc_now
from app.models import (
    Authorization,
    AuthorizationStatus,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from app.services.reconciliation import Asked, reconcile
from tests.running import RunningShop
from tests.services.test_refunds import API, again, given_back, only_refund, paid_payment
from tests.services.travelling import do_due

INQUIRY = "GET /platform/inquiry"
LATER = timedelta(hours=6)


def put_off(shop: RunningShop) -> None:
    """Everything waits for hours, as it does when JKOPay was away."""
    with shop.db.write() as session:
        for model, due in (
            (Payment, "next_inquiry_at"),
            (Refund, "next_attempt_at"),
            (Authorization, "next_inquiry_at"),
        ):
            waiting = update(model).where(getattr(model, due).is_not(None))
            session.execute(waiting.values({due: utc_now() + LATER, "lease_until": None}))


def changed(asked: list[Asked]) -> set[tuple[str, str, str]]:
    return {(row.what, row.was, row.now) for row in asked if row.was != row.now}


def paid_in_silence(shop: RunningShop, count: int = 1) -> list[Order]:
    """Orders that are paid at JKOPay, and of which the shop has not heard."""
    shop.sandbox.faults("callback result_url", "drop", times=100)
    orders = [shop.buy(key=f"key-{number}") for number in range(count)]
    for order in orders:
        shop.sandbox.pay(shop.payment(order).number)
    put_off(shop)
    return orders


def test_paid_payments_are_found_whatever_their_wait_20_a_call(shop: RunningShop) -> None:
    orders = paid_in_silence(shop, 21)
    before = len(shop.calls.payloads(INQUIRY))
    asked = reconcile(shop.db, shop.wallet)
    assert len(shop.calls.payloads(INQUIRY)) - before == 2
    assert changed(asked) == {("payment", "pending", "paid")}
    assert {row.number for row in asked} == {shop.payment(order).number for order in orders}
    assert {shop.order(order.token).status for order in orders} == {OrderStatus.PAID}
    assert reconcile(shop.db, shop.wallet) == []


def test_what_somebody_holds_is_left_to_them_and_told_as_open(shop: RunningShop) -> None:
    (order,) = paid_in_silence(shop)
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(order).id).lease_until = utc_now() + timedelta(seconds=30)
    before = len(shop.calls.payloads(INQUIRY))
    (row,) = reconcile(shop.db, shop.wallet)
    assert (row.was, row.now, row.is_open) == ("pending", "pending", True)
    assert len(shop.calls.payloads(INQUIRY)) == before


def test_silence_changes_nothing_and_is_no_error(shop: RunningShop) -> None:
    (order,) = paid_in_silence(shop)
    shop.sandbox.faults(INQUIRY, "http_500")
    (row,) = reconcile(shop.db, shop.wallet)
    assert row.is_open
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_an_unknown_refund_is_looked_up_and_made_once(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "timeout_after", seconds=0.2)
    shop.refund(payment, 100)
    put_off(shop)
    assert changed(reconcile(shop.db, shop.wallet)) == {("refund", "unknown", "done")}
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]
    assert again(shop, payment).refunded == 100


def test_a_payment_that_ended_unpaid_is_still_found_paid(shop: RunningShop) -> None:
    (order,) = paid_in_silence(shop)
    with shop.db.write() as session:
        session.execute(update(Payment).values(status=PaymentStatus.FAILED))
    assert changed(reconcile(shop.db, shop.wallet)) == {("payment", "failed", "paid")}
    assert shop.order(order.token).status is OrderStatus.PAID


def test_a_cancellation_and_a_grant_nobody_heard_of_are_found(shop: RunningShop) -> None:
    authorization = shop.bind()
    with shop.db.write() as session:
        row = session.get_one(Authorization, authorization.id)
        row.status, row.cancel_asked_at = AuthorizationStatus.CANCELLING, utc_now()
    put_off(shop)
    assert changed(reconcile(shop.db, shop.wallet)) == {("authorization", "cancelling", "cancelled")}


@pytest.mark.parametrize("arrives", [True, False])
def test_a_charge_without_an_answer_is_taken_once(
    shop: RunningShop, clock: time_machine.Traveller, arrives: bool
) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.faults(
        "POST /platform/authpay/transaction", "timeout_after" if arrives else "timeout_before", seconds=0.2
    )
    do_due(shop)
    put_off(shop)
    assert changed(reconcile(shop.db, shop.wallet)) == {("charge", "pending", "paid")}
    (charge,) = shop.authorization(authorization.token).charges
    assert charge.status is PaymentStatus.PAID


def test_a_planned_charge_keeps_its_time(shop: RunningShop, clock: time_machine.Traveller) -> None:
    clock.move_to("2026-11-23T21:00:00+08:00")
    shop.subscribe("tea-every-month")
    do_due(shop)
    reconcile(shop.db, shop.wallet)
    assert shop.calls.payloads("POST /platform/authpay/transaction") == []
