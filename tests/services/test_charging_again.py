"""Charging an order again after a code was tried in between: never while that may be paid, and always afterwards."""

from datetime import timedelta

import pytest
import time_machine

from app.models import ENDED_UNPAID, AttentionReason, Charge, Order, OrderStatus, PaymentStatus
from app.services.cancellations import cancel_authorization
from app.services.charging_again import ChargeImpossible, charge_again
from app.services.inquiries import inquire
from app.services.payments import renew_link, retry_payment
from app.services.stock import OutOfStock
from tests.running import RunningShop, run_at_once
from tests.services.test_charges import TRANSACTION, deducted
from tests.services.test_notifications import confirm
from tests.services.test_settlement import INQUIRY, answer_inquiry, expire, paid_row, reasons
from tests.services.test_subscriptions import orders_of, subscription_of, taken
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
ENTRY = "POST /platform/entry"


def again(shop: RunningShop, order: Order) -> None:
    charge_again(shop.db, shop.wallet, order_number=order.number, actor="shopper")


def coded(shop: RunningShop, count: int = 1) -> Order:
    """An order that one tap did not pay, and whose shopper took the code instead."""
    shop.sandbox.next_answer(TRANSACTION, "303")
    order = shop.tap(shop.bind(), count=count)
    retry_payment(shop.db, shop.wallet, order.token)
    return shop.order(order.token)


def refuse_to_charge(shop: RunningShop, order: Order) -> None:
    """Charging it again is impossible and leaves everything as it is."""
    before = [(payment.number, payment.status) for payment in shop.order(order.token).payments]
    with pytest.raises(ChargeImpossible):
        again(shop, order)
    assert [(payment.number, payment.status) for payment in shop.order(order.token).payments] == before
    assert deducted(shop) == []


def test_a_cycle_is_collected_once_the_quota_is_raised_though_a_code_ran_out_in_between(shop: RunningShop) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.change_user(authorization.auth_no or "", "balance", 100)
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    retry_payment(shop.db, shop.wallet, order.token)
    expire(shop, order)
    shop.sandbox.change_user(authorization.auth_no or "", "balance", 1000)
    again(shop, order)
    first, code, second = shop.order(order.token).payments
    assert [first.status, code.status, second.status] == [
        PaymentStatus.REFUSED,
        PaymentStatus.EXPIRED,
        PaymentStatus.PAID,
    ]
    assert isinstance(first, Charge)
    assert isinstance(second, Charge)
    assert (second.authorization_id, second.valid_until) == (first.authorization_id, first.valid_until)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert subscription_of(shop, authorization).trouble is None
    assert taken(shop, authorization) == [390]


def test_a_code_does_not_lengthen_the_cycle(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.next_answer(TRANSACTION, "303")
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    clock.move_to("2026-11-30T19:50:00+08:00")
    retry_payment(shop.db, shop.wallet, order.token)
    shop.sandbox.control("POST", f"/orders/{shop.payment(order).number}/fail")
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.FAILED
    clock.move_to("2026-11-30T19:56:00+08:00")
    refuse_to_charge(shop, order)


def test_while_the_code_may_be_paid_nothing_is_charged(shop: RunningShop) -> None:
    order = coded(shop)
    assert shop.payment(order).status is PaymentStatus.PENDING
    refuse_to_charge(shop, order)
    shop.age(shop.payment(order), timedelta(minutes=60, seconds=30))
    shop.sweep()
    refuse_to_charge(shop, order)
    shop.age(shop.payment(order), timedelta(minutes=2))
    shop.sandbox.faults(INQUIRY, "http_500")
    shop.sweep()
    refuse_to_charge(shop, order)
    shop.sweep()
    again(shop, order)
    assert deducted(shop) == [order.total]


def test_a_code_that_never_came_may_still_be_made_so_nothing_is_charged(shop: RunningShop) -> None:
    shop.sandbox.faults(ENTRY, "http_500")
    order = coded(shop)
    assert shop.payment(order).status is PaymentStatus.NEW
    refuse_to_charge(shop, order)


def test_an_order_that_was_never_charged_is_not_charged_again(shop: RunningShop) -> None:
    order = shop.buy()
    expire(shop, order)
    refuse_to_charge(shop, order)


def test_a_code_that_failed_keeps_the_goods_for_the_charge(shop: RunningShop) -> None:
    order = coded(shop)
    shop.sandbox.control("POST", f"/orders/{shop.payment(order).number}/fail")
    shop.sweep()
    assert (shop.payment(order).status, shop.order(order.token).status) == (PaymentStatus.FAILED, OrderStatus.OPEN)
    again(shop, order)
    notebook = shop.product("kraft-notebook")
    assert (shop.order(order.token).status, notebook.reserved) == (OrderStatus.PAID, 0)


def test_a_code_that_jkopay_refused_does_not_stand_in_the_way(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "200", message="Bad request")
    order = coded(shop)
    assert (shop.payment(order).status, shop.order(order.token).status) == (PaymentStatus.REFUSED, OrderStatus.CLOSED)
    again(shop, order)
    assert shop.order(order.token).status is OrderStatus.PAID


def test_goods_sold_since_the_code_ran_out_are_not_charged_for(shop: RunningShop) -> None:
    available = shop.product("kraft-notebook").available
    order = coded(shop, count=2)
    expire(shop, order)
    shop.buy(count=available - 1)
    with pytest.raises(OutOfStock):
        again(shop, order)
    assert len(shop.order(order.token).payments) == 2
    assert deducted(shop) == []


def test_nothing_is_charged_after_a_code_under_what_was_cancelled_meanwhile(shop: RunningShop) -> None:
    order = coded(shop)
    expire(shop, order)
    charge = shop.order(order.token).payments[0]
    assert isinstance(charge, Charge)
    with shop.db.read() as session:
        number = session.get_one(Charge, charge.id).authorization.number
    cancel_authorization(shop.db, shop.wallet, number=number, actor="shopper")
    refuse_to_charge(shop, order)


def test_a_code_left_for_a_charge_may_not_go_on(shop: RunningShop, clock: time_machine.Traveller) -> None:
    order = coded(shop)
    code = shop.payment(order)
    assert confirm(shop, code)
    shop.sandbox.control("POST", f"/orders/{code.number}/fail")
    shop.sweep()
    clock.shift(timedelta(hours=12))
    again(shop, order)
    assert shop.payment(order).status is PaymentStatus.NEW
    assert not confirm(shop, code)


def test_a_code_paid_late_withdraws_the_charge_that_waits(shop: RunningShop, clock: time_machine.Traveller) -> None:
    order = coded(shop)
    expire(shop, order)
    code = shop.payment(order)
    clock.shift(timedelta(hours=12))
    again(shop, order)
    answer_inquiry(shop, code, **paid_row(code))
    inquire(shop.db, shop.wallet, [code.id])
    assert (shop.order(order.token).status, shop.order(order.token).payment_id) == (OrderStatus.PAID, code.id)
    assert reasons(shop, order) == {AttentionReason.PAID_LATE}
    let_pass(shop, clock, timedelta(hours=14), steps=14)
    assert [payment.status for payment in shop.order(order.token).payments] == [
        PaymentStatus.REFUSED,
        PaymentStatus.PAID,
        PaymentStatus.EXPIRED,
    ]
    assert deducted(shop) == []


def test_a_code_paid_late_besides_the_charge_is_noticed_and_can_be_refunded(shop: RunningShop) -> None:
    order = coded(shop)
    expire(shop, order)
    code = shop.payment(order)
    again(shop, order)
    answer_inquiry(shop, code, **paid_row(code))
    inquire(shop.db, shop.wallet, [code.id])
    assert reasons(shop, order) == {AttentionReason.PAID_TWICE}
    assert shop.order(order.token).payments[1].refundable == code.amount


def test_who_presses_both_buttons_gets_one_of_them(shop: RunningShop) -> None:
    order = coded(shop)
    expire(shop, order)

    def press(index: int) -> None:
        if index % 2:
            retry_payment(shop.db, shop.wallet, order.token)
        else:
            again(shop, order)

    run_at_once(6, press)
    payments = shop.order(order.token).payments
    assert len(payments) == 3
    assert len([payment for payment in payments if payment.status not in ENDED_UNPAID]) == 1
    assert shop.product("kraft-notebook").reserved in (0, 1)


@pytest.mark.parametrize("hours", [0, 12])
def test_a_page_that_still_shows_the_code_renews_nothing_of_a_charge(
    shop: RunningShop, clock: time_machine.Traveller, hours: int
) -> None:
    order = coded(shop)
    expire(shop, order)
    clock.shift(timedelta(hours=hours))
    shop.sandbox.faults(TRANSACTION, "http_500")
    again(shop, order)
    before, entries = shop.payment(order), len(shop.calls.payloads(ENTRY))
    assert before.status is (PaymentStatus.NEW if hours else PaymentStatus.PENDING)
    clock.shift(timedelta(minutes=1))
    renew_link(shop.db, shop.wallet, order.token)
    after = shop.payment(order)
    assert len(shop.calls.payloads(ENTRY)) == entries
    assert (after.status, after.refusal_code, after.next_inquiry_at) == (before.status, None, before.next_inquiry_at)
