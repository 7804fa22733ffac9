"""From keys to a first real payment: what really happened, read from the rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, select

from app.db import Database
from app.models import Authorization, Charge, Order, Payment, PaymentStatus, Refund, RefundStatus


class Step(StrEnum):
    """In the order in which one comes after the other."""

    PAYMENT = "payment"
    REFUND = "refund"
    BINDING = "binding"
    CHARGE = "charge"
    CANCEL = "cancel"


@dataclass(frozen=True)
class FirstStep:
    """`number` is that of what was done first, `at` when (UTC); both None while it was never done."""

    step: Step
    number: str | None
    at: datetime | None


_FIRSTS: dict[Step, Select[str, datetime | None]] = {
    Step.PAYMENT: (
        select(Order.number, Payment.paid_at)
        .join(Payment, Payment.order_id == Order.id)
        .where(Payment.kind == "payment", Payment.status == PaymentStatus.PAID)
        .order_by(Payment.paid_at)
    ),
    Step.REFUND: (
        select(Order.number, Refund.refunded_at)
        .join(Payment, Payment.order_id == Order.id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.status == RefundStatus.DONE)
        .order_by(Refund.refunded_at)
    ),
    Step.BINDING: (
        select(Authorization.number, Authorization.granted_at)
        .where(Authorization.granted_at.is_not(None))
        .order_by(Authorization.granted_at)
    ),
    Step.CHARGE: (
        select(Order.number, Charge.paid_at)
        .join(Charge, Charge.order_id == Order.id)
        .where(Charge.status == PaymentStatus.PAID)
        .order_by(Charge.paid_at)
    ),
    Step.CANCEL: (
        select(Authorization.number, Authorization.cancelled_at)
        .where(Authorization.granted_at.is_not(None), Authorization.cancelled_at.is_not(None))
        .order_by(Authorization.cancelled_at)
    ),
}


def find_first_steps(db: Database) -> list[FirstStep]:
    """All five, done or not: proved payments and charges, refunds that JKOPay did, consents granted and cancelled."""
    with db.read() as session:
        found = {step: session.execute(query.limit(1)).first() for step, query in _FIRSTS.items()}
    return [FirstStep(step, row[0] if row else None, row[1] if row else None) for step, row in found.items()]
