"""Charges at the edges: answers that contradict each other, and processes that die where it hurts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from app.jkopay import AuthpayApi, ChargeRequest, JkopayClient, Transaction
from app.models import AttentionReason, AuthorizationStatus, Order, OrderStatus, PaymentStatus, RefundStatus
from app.services.attention import list_open_attention
from app.services.cancellations import cancel_authorization
from app.services.charge_recovery import sweep_charges
from app.services.charges import send_charge
from app.services.charging_again import ChargeImpossible, charge_again
from app.services.dunning import MOST_POSTPONED
from app.services.refunds import request_refund
from tests.dying import Killed
from tests.running import RunningShop
from tests.services.test_charges import TRANSACTION, deducted
from tests.services.test_subscriptions import taken
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
INQUIRY = "GET /platform/authpay/inquiry"


def say(shop: RunningShop, order: Order, status: object) -> None:
    """JKOPay answers every inquiry about the order with this status."""
    row = {"platform_order_id": shop.payment(order).number, "status": status}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]}, times=None)


def reasons(shop: RunningShop) -> list[AttentionReason]:
    return [row.reason for row in list_open_attention(shop.db)]


def refused_after_a_silence(shop: RunningShop, clock: time_machine.Traveller) -> Order:
    """An order whose charge was not answered, and was refused when it was sent again."""
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    order = shop.tap(authorization)
    shop.sandbox.next_answer(TRANSACTION, "121")
    let_pass(shop, clock, timedelta(minutes=30), steps=3)
    assert shop.payment(order).status is PaymentStatus.REFUSED
    return order


def test_paid_says_one_answer_and_unpaid_the_other_and_jkopay_is_not_flooded(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "101", times=None)
    order = shop.tap(authorization)
    say(shop, order, 102)
    for _ in range(10):
        sweep_charges(shop.db, shop.wallet)
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert len(shop.calls.payloads(TRANSACTION)) <= 2


@pytest.mark.parametrize("code", ["306", "307"])
def test_a_resend_that_comes_too_early_keeps_its_number(
    shop: RunningShop, clock: time_machine.Traveller, code: str
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    order = shop.tap(authorization)
    shop.sandbox.next_answer(TRANSACTION, code, times=2)
    let_pass(shop, clock, timedelta(minutes=40), steps=40)
    bodies = shop.calls.payloads(TRANSACTION)
    assert len(bodies) >= 3
    assert len(set(bodies)) == 1
    assert shop.order(order.token).status is OrderStatus.PAID


def test_an_unreadable_row_about_a_charge_goes_to_the_staff(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "http_500")
    order = shop.tap(authorization)
    say(shop, order, "0")
    let_pass(shop, clock, timedelta(minutes=1), steps=2)
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert AttentionReason.STATUS_UNKNOWN in reasons(shop)


def test_what_is_answered_and_never_ends_goes_to_the_staff(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("tea-every-month")
    never = {"platform_order_id": "x", "status": 101}
    shop.sandbox.next_answer(TRANSACTION, "000", result_object=never, times=None)
    let_pass(shop, clock, timedelta(hours=3), steps=6)
    assert AttentionReason.CHARGE_UNKNOWN not in reasons(shop)
    let_pass(shop, clock, timedelta(days=3), steps=12)
    assert AttentionReason.CHARGE_UNKNOWN in reasons(shop)
    assert deducted(shop) == []
    shop.sandbox.control("DELETE", "/next")
    let_pass(shop, clock, timedelta(minutes=10), steps=2)
    assert AttentionReason.CHARGE_UNKNOWN not in reasons(shop)
    assert taken(shop, authorization) == [390]


class DyingCharge(AuthpayApi):
    """Inquiries are answered; the process dies when it sends a charge."""

    def transaction(self, request: ChargeRequest | bytes) -> Transaction:  # noqa: ARG002
        raise Killed


def test_a_resend_whose_process_died_counts_as_sent_just_then(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    order = shop.tap(authorization)
    client = shop.sandbox.client(JkopayClient)
    client.authpay = DyingCharge(client._sender)
    clock.shift(timedelta(minutes=12))
    with pytest.raises(Killed):
        sweep_charges(shop.db, replace(shop.wallet, client=client))
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    clock.shift(timedelta(minutes=1))
    sweep_charges(shop.db, shop.wallet)
    assert shop.payment(order).status is PaymentStatus.PENDING
    let_pass(shop, clock, timedelta(minutes=15), steps=3)
    assert shop.payment(order).status is PaymentStatus.EXPIRED
    assert deducted(shop) == []


def test_a_charge_is_refunded_after_its_authorization_was_cancelled(shop: RunningShop) -> None:
    authorization = shop.bind()
    order = shop.tap(authorization)
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    payment = shop.payment(order)
    refund = request_refund(
        shop.db,
        shop.wallet,
        payment_number=payment.number,
        refund_number=f"{payment.number}-R1",
        amount=Decimal(50),
        seen_refundable=payment.amount,
        reason="",
        staff="merchant",
    )
    assert refund.status is RefundStatus.DONE
    assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED


def test_a_charge_unknown_when_its_window_ends_is_not_sent_the_next_morning(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "timeout_before", times=100, seconds=0.01)
    order = shop.tap(authorization)
    clock.shift(timedelta(hours=22))
    shop.sandbox.clear_faults()
    for _ in range(3):
        sweep_charges(shop.db, shop.wallet)
    assert len(shop.calls.payloads(TRANSACTION)) == 1
    let_pass(shop, clock, timedelta(minutes=30), steps=3)
    assert (shop.payment(order).status, shop.order(order.token).status) == (
        PaymentStatus.EXPIRED,
        OrderStatus.CLOSED,
    )
    assert deducted(shop) == []


def test_a_clock_that_goes_back_takes_nothing_twice(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "reset")
    order = shop.tap(authorization)
    clock.shift(-timedelta(hours=1))
    let_pass(shop, clock, timedelta(minutes=70), steps=7)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert deducted(shop) == [order.total]


def test_a_charge_that_was_sent_is_not_begun_again(shop: RunningShop) -> None:
    order = shop.tap(shop.bind())
    send_charge(shop.db, shop.wallet, shop.payment(order).id)
    assert shop.payment(order).status is PaymentStatus.PAID
    assert len(shop.calls.payloads(TRANSACTION)) == 1


def test_money_that_moved_after_a_believed_refusal_is_found_within_the_week(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    order = refused_after_a_silence(shop, clock)
    number, total = shop.payment(order).number, order.total
    row = {"platform_order_id": number, "status": 0, "currency": "TWD", "final_price": total}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]})
    let_pass(shop, clock, timedelta(hours=7))
    assert shop.order(order.token).status is OrderStatus.PAID
    assert AttentionReason.PAID_LATE in reasons(shop)


@pytest.mark.parametrize("rows", [[], [{"status": 0, "currency": "TWD", "final_price": 1}]])
def test_an_answer_that_ends_nothing_about_a_refused_charge_is_not_the_last_one(
    shop: RunningShop, clock: time_machine.Traveller, rows: list[dict[str, object]]
) -> None:
    order = refused_after_a_silence(shop, clock)
    number = shop.payment(order).number
    told = {"transactions": [{"platform_order_id": number, **row} for row in rows]}
    shop.sandbox.next_answer(INQUIRY, "000", result_object=told)
    let_pass(shop, clock, timedelta(days=29))
    paid = {"platform_order_id": number, "status": 0, "currency": "TWD", "final_price": order.total}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [paid]})
    let_pass(shop, clock, timedelta(days=8))
    assert shop.order(order.token).status is OrderStatus.PAID


def test_nothing_is_charged_again_under_what_was_cancelled(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "121")
    order = shop.tap(authorization)
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    with pytest.raises(ChargeImpossible):
        charge_again(shop.db, shop.wallet, order_number=order.number, actor="merchant")
    assert len(shop.order(order.token).payments) == 1


def test_what_is_postponed_all_day_goes_to_the_staff_and_gives_the_goods_back(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "307", times=None)
    order = shop.tap(authorization)
    let_pass(shop, clock, timedelta(hours=8), steps=32)
    assert len(shop.calls.payloads(TRANSACTION)) == MOST_POSTPONED + 1
    assert shop.order(order.token).status is OrderStatus.CLOSED
    assert AttentionReason.CHARGE_REFUSED in reasons(shop)


def test_the_money_of_another_charge_pays_nothing(shop: RunningShop) -> None:
    authorization = shop.bind()
    price = shop.product("kraft-notebook").price
    row = {"platform_order_id": "another", "status": 0, "currency": "TWD", "final_price": price}
    shop.sandbox.next_answer(TRANSACTION, "000", result_object=row)
    order = shop.tap(authorization)
    assert order.total == price
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert deducted(shop) == []


def test_what_must_go_out_again_waits_for_the_window_to_open(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("tea-every-month")
    clock.shift(timedelta(hours=9, minutes=50))
    shop.sandbox.faults(TRANSACTION, "http_500", times=100)
    do_due(shop)
    let_pass(shop, clock, timedelta(minutes=10), steps=10)
    before = len(shop.calls.payloads(TRANSACTION))
    assert before
    shop.sandbox.clear_faults()
    let_pass(shop, clock, timedelta(hours=11, minutes=50), steps=12)
    assert len(shop.calls.payloads(TRANSACTION)) == before
    let_pass(shop, clock, timedelta(hours=1), steps=12)
    (charge,) = shop.authorization(authorization.token).charges
    assert (charge.status, deducted(shop)) == (PaymentStatus.PAID, [charge.amount])
