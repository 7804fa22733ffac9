"""One attempt to pay an order: by OnlinePay here, under an authorization in `charge`."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now
from app.models.money import Minor
from app.models.refund import Refund, RefundStatus

if TYPE_CHECKING:
    from app.models.order import Order


class PaymentStatus(StrEnum):
    """`new`: no link yet. `pending`: the link can be paid. `failed`: JKOPay answered 100 or the merchant's inquiry did.

    `refused`: JKOPay would not make a link. `expired`: asked after its last moment, and not paid.
    """

    NEW = "new"
    PENDING = "pending"
    REFUSED = "refused"
    FAILED = "failed"
    EXPIRED = "expired"
    PAID = "paid"


_P = PaymentStatus

ENDED_UNPAID = frozenset({_P.REFUSED, _P.FAILED, _P.EXPIRED})
"""Another attempt may follow; money that comes all the same is still believed."""

# Money is believed whenever it comes (money rule 5), so every state leads to paid, and paid leads nowhere.
PAYMENT_TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    _P.NEW: frozenset({_P.PENDING, _P.REFUSED, _P.FAILED, _P.EXPIRED, _P.PAID}),
    _P.PENDING: frozenset({_P.FAILED, _P.EXPIRED, _P.PAID}),
    _P.REFUSED: frozenset({_P.PAID}),
    _P.FAILED: frozenset({_P.PAID}),
    _P.EXPIRED: frozenset({_P.PAID}),
    _P.PAID: frozenset(),
}


class Payment(Base):
    """`number` is the wire's `platform_order_id`; `request_body` the exact bytes of the entry, sent again as they are.

    `callback_token` is the secret part of the two callback addresses; a charge has none. Amounts are integers of the
    smallest unit: `amount` of `currency`, the rest of TWD (protocol section 3).
    """

    __tablename__ = "payments"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "payment"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="payment")
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    callback_token: Mapped[str | None] = mapped_column(unique=True)
    status: Mapped[PaymentStatus] = mapped_column(default=PaymentStatus.NEW)
    currency: Mapped[str]
    amount: Mapped[Minor]
    request_body: Mapped[bytes] = mapped_column(LargeBinary)
    valid_until: Mapped[datetime] = mapped_column()

    payment_url: Mapped[str | None] = mapped_column(Text)
    qr_expires_at: Mapped[datetime | None] = mapped_column()
    entry_silent: Mapped[bool] = mapped_column(
        default=False, doc="an entry of it may have arrived without an answer to us"
    )
    silent_since: Mapped[datetime | None] = mapped_column(doc="JKOPay has not answered about it since then")
    refusal_code: Mapped[str | None]
    refusal_message: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(doc="when confirm_url first answered true")

    next_inquiry_at: Mapped[datetime | None] = mapped_column(index=True)
    last_inquiry_at: Mapped[datetime | None] = mapped_column()
    inquiry_count: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column()

    paid_at: Mapped[datetime | None] = mapped_column()
    trade_no: Mapped[str | None]
    channel_type: Mapped[str | None]
    card_last_four: Mapped[str | None]
    debit_amount: Mapped[Minor | None]
    redeem_amount: Mapped[Minor | None]
    coin_amount: Mapped[Minor | None]
    coupon_amount: Mapped[Minor | None]
    answer: Mapped[str | None] = mapped_column(
        Text, doc="the inquiry row that proved it, less card and invoice carrier"
    )
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    order: Mapped["Order"] = relationship(foreign_keys=[order_id], back_populates="payments")
    refunds: Mapped[list[Refund]] = relationship(order_by=Refund.id, back_populates="payment")

    @property
    def refunded(self) -> int:
        """Sum of refunds that are done."""
        return sum(refund.amount for refund in self.refunds if refund.status is RefundStatus.DONE)

    @property
    def refundable(self) -> int:
        """What may still be asked back: refunds in flight and unknown count as given (money rule 6)."""
        if self.status is not PaymentStatus.PAID:
            return 0
        return self.amount - sum(r.amount for r in self.refunds if r.status is not RefundStatus.REFUSED)

    @property
    def full_refund_only(self) -> bool:
        """JKOPay takes back an order paid with a coupon only whole (refund answer 117)."""
        return bool(self.coupon_amount)
