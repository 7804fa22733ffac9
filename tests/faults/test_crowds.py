"""Many at once, and the last second: what no single call shows."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.db import utc_now
from app.models import AttentionReason, Order, OrderStatus, Payment, PaymentStatus, Product, RefundStatus
from app.services.checkout import place_order
from app.services.inquiry_schedule import CLOSING_GRACE
from app.services.numbers import new_refund_number
from app.services.payments import renew_link
from app.services.refund_rules import RefundableChanged
from app.services.refunds import request_refund
from app.services.stock import OutOfStock
from app.services.wallet import Wallet
from tests.faults import strikes
from tests.faults.scenes import CONTACT, Entry, Inquiry, RefundScene, new_key
from tests.faults.stage import Stage
from tests.running import run_at_once
from tests.services.test_settlement import answer_inquiry

_LAST = "gaiwan"
_CLICKS = 50
_SHOPPERS = 100


class _RefundOfItsOwn(RefundScene):
    """Of a payment from which nobody else gives back."""

    def pay(self) -> Payment:
        return self.shop.payment(self.shop.paid())


@pytest.mark.parametrize("silent", [False, True], ids=["JKOPay answers", "JKOPay answers nobody"])
def test_50_clicks_of_two_staff_are_one_refund(stage: Stage, silent: bool) -> None:
    """Each has the form open with a number of its own, and both ask for more than half."""
    scene = _RefundOfItsOwn(stage)
    forms = [new_refund_number(scene.payment.number) for _ in range(2)]
    if silent:
        stage.proxy.strike(scene.api, strikes.reset_after)
    wallet = stage.wallet(stage.proxy.url)

    def click(index: int) -> str:
        return _refund(stage, wallet, scene.payment, forms[index % 2])

    results = Counter(type(result).__name__ for result in run_at_once(_CLICKS, click))
    assert results == {"str": _CLICKS // 2, RefundableChanged.__name__: _CLICKS // 2}
    stage.proxy.heal()
    stage.shop.sweep()
    payment = _payment(stage, scene.payment.number)
    assert [refund.status for refund in payment.refunds] == [RefundStatus.DONE]
    history = stage.shop.wallet.client.inquiry([payment.number]).transactions[payment.number].refund_history
    assert [row.refund_order_id for row in history] == [payment.refunds[0].number]
    assert len([sent for sent in stage.shop.calls.payloads(scene.api) if payment.number.encode() in sent]) == 1


@pytest.mark.parametrize("silent", [False, True], ids=["JKOPay answers", "JKOPay answers nobody"])
def test_of_100_checkouts_of_the_last_item_one_gets_it(stage: Stage, silent: bool) -> None:
    with stage.shop.db.write() as session:
        session.execute(update(Product).where(Product.slug == _LAST).values(on_hand=1, reserved=0))
    if silent:
        stage.proxy.strike(Entry.api, strikes.reset_before)
    wallet = stage.wallet(stage.proxy.url)

    def check_out(_: int) -> str:
        return place_order(
            stage.shop.db,
            wallet,
            cart={_LAST: 1},
            currency="TWD",
            contact=CONTACT,
            locale="en",
            checkout_key=new_key(),
        )

    results = run_at_once(_SHOPPERS, check_out)
    won = [result for result in results if isinstance(result, str)]
    assert len(won) == 1
    assert sum(isinstance(result, OutOfStock) for result in results) == _SHOPPERS - 1
    stage.proxy.heal()
    stage.shop.sweep()
    order = stage.shop.order(won[0])
    stage.shop.sandbox.pay(stage.shop.payment(order).number)
    stage.shop.sweep()
    assert stage.shop.order(order.token).status is OrderStatus.PAID
    product = stage.shop.product(_LAST)
    assert (product.on_hand, product.reserved) == (0, 0)


def test_a_code_paid_in_its_last_moment_is_paid_on_time(stage: Stage) -> None:
    """The result call is lost, and the shop asks in the moments in which it would give the goods back."""
    order = stage.shop.buy(key=new_key())
    payment = stage.shop.payment(order)
    stage.shift(payment.valid_until - utc_now() - timedelta(minutes=10))
    renew_link(stage.shop.db, stage.shop.wallet, order.token)
    stage.shift(timedelta(minutes=9, seconds=45))
    assert "transaction" in stage.shop.sandbox.pay(payment.number)
    stage.shift(CLOSING_GRACE + timedelta(seconds=15))
    stage.shop.sweep()
    assert (stage.shop.order(order.token).status, stage.told(payment.number)) == (OrderStatus.PAID, set())
    stage.check_stock()


def test_a_code_cannot_be_paid_once_it_has_run_out(stage: Stage) -> None:
    order = stage.shop.buy(key=new_key())
    payment = stage.shop.payment(order)
    stage.shift(payment.valid_until - utc_now() + timedelta(seconds=1))
    assert "refusal" in stage.shop.sandbox.pay(payment.number)
    stage.shift(CLOSING_GRACE)
    stage.shop.sweep()
    assert stage.shop.order(order.token).status is OrderStatus.CLOSED
    stage.check_stock()


def test_money_that_shows_up_after_the_order_is_closed_is_believed_and_told(stage: Stage) -> None:
    """JKOPay took it in the last second and knew of it only later."""
    scene = Inquiry(stage)
    payment = _payment(stage, scene.number)
    answer_inquiry(stage.shop, payment, status=101)
    stage.shift(payment.valid_until - utc_now() + CLOSING_GRACE)
    stage.shop.sweep()
    assert _payment(stage, scene.number).status is PaymentStatus.EXPIRED
    stage.shop.sandbox.control("DELETE", "/next")
    stage.shop.sweep()
    assert _payment(stage, scene.number).status is PaymentStatus.PAID
    assert stage.told(scene.number) == {AttentionReason.PAID_LATE}
    stage.check_stock()


def _refund(stage: Stage, wallet: Wallet, payment: Payment, form: str) -> str:
    return request_refund(
        stage.shop.db,
        wallet,
        payment_number=payment.number,
        refund_number=form,
        amount=Decimal(payment.amount * 2 // 3),
        seen_refundable=payment.amount,
        reason="客人改變心意",
        staff="merchant",
    ).number


def _payment(stage: Stage, number: str) -> Payment:
    with stage.shop.db.read() as session:
        token = session.scalars(
            select(Order.token).join(Payment, Payment.order_id == Order.id).where(Payment.number == number)
        ).one()
    return next(found for found in stage.shop.order(token).payments if found.number == number)
