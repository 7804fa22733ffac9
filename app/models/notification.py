"""The inbox: every call JKOPay made to us, and what we answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, utc_now


class NotificationKind(StrEnum):
    """Which address was called (protocol section 4)."""

    CONFIRM = "confirm"
    RESULT = "result"
    BINDING = "binding"
    CANCELLATION = "cancellation"


class Notification(Base):
    """A hint that something happened, never proof. `digest_verified` is None where no digest came."""

    __tablename__ = "notifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    authorization_id: Mapped[int | None] = mapped_column(ForeignKey("authorizations.id"), index=True)
    kind: Mapped[NotificationKind]
    body: Mapped[str] = mapped_column(Text)
    digest_verified: Mapped[bool | None]
    answer: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
