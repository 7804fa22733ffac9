"""One give-back of part of a payment."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now
from app.models.money import Minor

if TYPE_CHECKING:
    from app.models.payment import Payment


class RefundStatus(StrEnum):
    """`requested`: stored, no answer yet. `unknown`: JKOPay was silent. Only `refused` frees the amount again."""

    REQUESTED = "requested"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    DONE = "done"


_R = RefundStatus
# refused → done: a call we gave up on may have been processed late; the refund history is the truth.
REFUND_TRANSITIONS: dict[RefundStatus, frozenset[RefundStatus]] = {
    _R.REQUESTED: frozenset({_R.UNKNOWN, _R.REFUSED, _R.DONE}),
    _R.UNKNOWN: frozenset({_R.REFUSED, _R.DONE}),
    _R.REFUSED: frozenset({_R.DONE}),
    _R.DONE: frozenset(),
}


class Refund(Base):
    """`number` is the wire's `refund_order_id`: one number is one refund, however often it is sent."""

    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[RefundStatus] = mapped_column(default=RefundStatus.REQUESTED)
    currency: Mapped[str]
    amount: Mapped[Minor]
    reason: Mapped[str] = mapped_column(Text)
    requested_by: Mapped[str]
    request_body: Mapped[bytes] = mapped_column(LargeBinary)

    silent_at: Mapped[datetime | None] = mapped_column(doc="when a send of it last went unanswered")
    refusal_code: Mapped[str | None]
    refusal_message: Mapped[str | None] = mapped_column(Text)
    next_attempt_at: Mapped[datetime | None] = mapped_column(index=True)
    attempt_count: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column()

    trade_no: Mapped[str | None]
    debit_amount: Mapped[Minor | None]
    redeem_amount: Mapped[Minor | None]
    refunded_at: Mapped[datetime | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    payment: Mapped["Payment"] = relationship(back_populates="refunds")
