"""What an inquiry's answer does to a payment and its order (money rules 3, 5, 9). Inside the caller's transaction."""

import json
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import HOLD, utc_now
from app.jkopay import Transaction
from app.models import (
    AttentionReason,
    Authorization,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Subscription,
    move,
    record,
)
from app.models.money import AmountInvalid, to_decimal, to_minor
from app.services import stock
from app.services.attention import clear_attention, raise_attention
from app.services.inquiry_schedule import CLOSING_GRACE, is_awaited

PAID, IN_PROGRESS, FAILED, UNPAID, UNKNOWN_ORDER = 0, 1, 100, 101, 102
"""Inquiry statuses (protocol section 3; 1 is of an older edition)."""

# Built once: whatever happens to an order begins with these.
_HELD_ORDER = select(Order).where(Order.id == bindparam("order_id")).with_for_update(**HOLD)
_ORDER_OF = select(Payment.order_id).where(Payment.id == bindparam("payment_id"))


def lock_order(session: Session, order_id: int) -> Order:
    """The order, read anew and held: everything that changes an order or its payments takes this first."""
    return session.scalars(_HELD_ORDER, {"order_id": order_id}, execution_options={"populate_existing": True}).one()


def locked_payment(session: Session, payment_id: int) -> Payment:
    """The payment, read anew, with its order held."""
    lock_order(session, session.scalars(_ORDER_OF, {"payment_id": payment_id}).one())
    return session.get_one(Payment, payment_id, populate_existing=True)


def apply_transaction(session: Session, payment: Payment, answer: Transaction, now: datetime) -> None:
    """Do to `payment`, whose order is locked, what JKOPay answered about it."""
    if payment.status is PaymentStatus.PAID:
        return
    if answer.status == PAID:
        settle_paid(session, payment, answer, now)
    elif answer.status in (FAILED, UNPAID, UNKNOWN_ORDER):
        was_awaited = is_awaited(payment)
        _keep_unpaid(session, payment, answer.status, now)
        if was_awaited and not is_awaited(payment):
            clear_attention(session, payment, AttentionReason.STATUS_UNKNOWN)
    elif answer.status != IN_PROGRESS:
        raise_attention(session, payment, AttentionReason.STATUS_UNKNOWN, f"status {answer.status}")


def report_foreign_refunds(session: Session, payment: Payment, answer: Transaction) -> None:
    """Refunds made past us, in JKOPay's own back office say, change what is left: a person must know."""
    ours = {refund.number for refund in payment.refunds} | {refund.trade_no for refund in payment.refunds} - {None}
    foreign = [
        row.refund_trade_no or "-"
        for row in answer.refund_history
        if row.refund_order_id not in ours and row.refund_trade_no not in ours
    ]
    if foreign:
        raise_attention(session, payment, AttentionReason.REFUND_FOREIGN, "refund_tradeNo " + ", ".join(foreign))


def close_order(session: Session, order: Order, event: str, *, at: datetime, detail: str = "") -> None:
    """Give the stock of an open order back."""
    if order.status is OrderStatus.OPEN:
        stock.release(session, order.lines)
        move(session, order, OrderStatus.CLOSED, event, detail=detail, at=at)


def settle_paid(session: Session, payment: Payment, answer: Transaction, now: datetime) -> None:
    """JKOPay answered status 0: believed when amount and currency are the payment's (money rule 3)."""
    difference = difference_of(payment, answer)
    if difference:
        raise_attention(session, payment, AttentionReason.AMOUNT_DIFFERS, difference)
        if now >= payment.valid_until + CLOSING_GRACE and payment.order.payment_id == payment.id:
            close_order(session, payment.order, "expired", at=now, detail=difference)
        return
    order = payment.order
    on_time = payment.status in (PaymentStatus.NEW, PaymentStatus.PENDING) and order.payment_id == payment.id
    _keep_answer(payment, answer)
    move(session, payment, PaymentStatus.PAID, "paid", detail=f"status 0, tradeNo {answer.trade_no or '-'}", at=now)
    clear_attention(session, payment, AttentionReason.AMOUNT_DIFFERS, AttentionReason.STATUS_UNKNOWN)
    _end_trouble(session, order, now)
    report_foreign_refunds(session, payment, answer)
    if not _adds_up(answer):
        raise_attention(session, payment, AttentionReason.SUMS_DIFFER, "final_price ≠ redeem_amount + debit_amount")
    if order.status is OrderStatus.PAID:
        raise_attention(session, payment, AttentionReason.PAID_TWICE)
        return
    if not on_time or order.status is OrderStatus.CLOSED:
        raise_attention(session, payment, AttentionReason.PAID_LATE)
    take = stock.sell if order.status is OrderStatus.OPEN else stock.sell_unreserved
    if not take(session, order.lines):
        raise_attention(session, payment, AttentionReason.STOCK_SHORT)
    order.payment_id = payment.id
    move(session, order, OrderStatus.PAID, "paid", at=now)


def _keep_unpaid(session: Session, payment: Payment, status: int, now: datetime) -> None:
    if payment.status is PaymentStatus.NEW and payment.refusal_code:
        _end_refused_entry(session, payment, status, now)
    if status == FAILED and payment.status in (PaymentStatus.NEW, PaymentStatus.PENDING):
        move(session, payment, PaymentStatus.FAILED, "failed", detail="status 100", at=now)
    if now < payment.valid_until + CLOSING_GRACE:
        return
    if payment.status in (PaymentStatus.NEW, PaymentStatus.PENDING):
        move(session, payment, PaymentStatus.EXPIRED, "expired", detail=f"status {status}", at=now)
    if payment.order.payment_id == payment.id:
        close_order(session, payment.order, "expired", at=now)


def _end_trouble(session: Session, order: Order, now: datetime) -> None:
    """Whatever paid it, the order of a subscription is paid. Authorizations are held before products, everywhere."""
    if order.subscription is None:
        return
    session.get_one(Authorization, order.subscription.authorization_id, with_for_update=HOLD)
    subscription = session.get_one(Subscription, order.subscription.id, populate_existing=True)
    if subscription.trouble:
        subscription.trouble = None
        record(session, subscription, "trouble_over", at=now)


def _end_refused_entry(session: Session, payment: Payment, status: int, now: datetime) -> None:
    """A refusal that followed a silence: only the inquiry tells whether the first entry made the order after all."""
    if status == UNKNOWN_ORDER:
        move(session, payment, PaymentStatus.REFUSED, "refused", detail=f"status {status}", at=now)
        if payment.order.payment_id == payment.id:
            close_order(session, payment.order, "refused", at=now)
    else:
        payment.refusal_code = payment.refusal_message = None


def difference_of(payment: Payment, answer: Transaction) -> str:
    """How the amount JKOPay says was paid is not the payment's; empty where it is."""
    if answer.currency != payment.currency:
        return f"currency {answer.currency or '-'} ≠ {payment.currency}"
    if answer.final_price != to_decimal(payment.amount, payment.currency):
        return f"final_price {answer.final_price} ≠ {to_decimal(payment.amount, payment.currency)}"
    return ""


def _adds_up(answer: Transaction) -> bool:
    """The identity holds for TWD only, and only where both parts are told (protocol section 3)."""
    if answer.currency != "TWD" or answer.redeem_amount is None or answer.debit_amount is None:
        return True
    return answer.final_price == answer.redeem_amount + answer.debit_amount


def _keep_answer(payment: Payment, answer: Transaction) -> None:
    payment.trade_no = answer.trade_no
    payment.paid_at = answer.trans_time or utc_now()
    payment.channel_type = answer.channel_type
    payment.card_last_four = answer.mask_no[-4:] if answer.mask_no else None
    payment.debit_amount = whole(answer.debit_amount, "TWD")
    payment.redeem_amount = whole(answer.redeem_amount, payment.currency)
    if answer.redeem_detail is not None:
        detail = answer.redeem_detail
        payment.coin_amount = whole(detail.jko_coin, payment.currency)
        payment.coupon_amount = whole((detail.official_coupon or 0) + (detail.store_coupon or 0), payment.currency)
    payment.refusal_code = payment.refusal_message = payment.silent_since = None
    payment.answer = json.dumps(
        {**answer.raw, "maskNo": None, "invoice_vehicle": None}, ensure_ascii=False, default=str
    )


def whole(amount: Decimal | int | None, currency: str) -> int | None:
    """Smallest units of an amount for show; None where it is missing or has digits its currency does not have."""
    try:
        return None if amount is None else to_minor(Decimal(amount), currency)
    except AmountInvalid:
        return None


def remark_silence(session: Session, row: Payment | Authorization, now: datetime) -> None:
    """Remember since when JKOPay does not answer about `row`; told to browsers once, when it begins."""
    if row.silent_since is None:
        row.silent_since = now
        record(session, row, "wallet_silent", at=now)
