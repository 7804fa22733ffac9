"""What does not add up, and waits for a person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now
from app.models.authorization import Authorization
from app.models.order import Order


class AttentionReason(StrEnum):
    """Why a person must look (money rule 9)."""

    PAID_LATE = "paid_late"
    PAID_TWICE = "paid_twice"
    STOCK_SHORT = "stock_short"
    AMOUNT_DIFFERS = "amount_differs"
    SUMS_DIFFER = "sums_differ"
    STATUS_UNKNOWN = "status_unknown"
    LINK_UNTRUSTED = "link_untrusted"
    REFUND_UNKNOWN = "refund_unknown"
    REFUND_REFUSED = "refund_refused"
    REFUND_DIFFERS = "refund_differs"
    REFUND_FOREIGN = "refund_foreign"
    INTEGRATION_FAULT = "integration_fault"
    CHARGE_REFUSED = "charge_refused"
    CHARGE_UNKNOWN = "charge_unknown"
    CHARGE_UNTAKEN = "charge_untaken"
    CANCEL_UNKNOWN = "cancel_unknown"
    AUTHORIZATION_DIFFERS = "authorization_differs"


class Attention(Base):
    """One thing to look at. `subject` is the number of the payment or refund, or a setting's name.

    At most one open row per subject and reason.
    """

    __tablename__ = "attentions"
    __table_args__ = (
        Index(
            "uq_attentions_open",
            "subject",
            "reason",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    authorization_id: Mapped[int | None] = mapped_column(ForeignKey("authorizations.id"), index=True)
    subject: Mapped[str]
    reason: Mapped[AttentionReason]
    detail: Mapped[str] = mapped_column(Text, default="")
    raised_at: Mapped[datetime] = mapped_column(default=utc_now)
    settled_at: Mapped[datetime | None] = mapped_column()
    settled_by: Mapped[str | None]
    settled_note: Mapped[str | None] = mapped_column(Text)

    order: Mapped[Order | None] = relationship()
    authorization: Mapped[Authorization | None] = relationship()
