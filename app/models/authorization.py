"""A shopper's standing consent to be charged."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now
from app.models.money import Minor

if TYPE_CHECKING:
    from app.models.charge import Charge
    from app.models.subscription import Subscription


class AuthorizationKind(StrEnum):
    """`limited`: any time and amount within what the user allows. `regular`: one amount on a cycle."""

    LIMITED = "limited"
    REGULAR = "regular"


class Period(StrEnum):
    """What a regular authorization counts its times in, by the calendar of UTC+8 (protocol section 5)."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class AuthorizationStatus(StrEnum):
    """`new`: no link yet. `pending`: the link can be granted. `refused`: JKOPay would not make a link.

    `expired`: asked after its last moment, and not granted. `cancelling`: the will to cancel is stored and nothing is
    charged any more; whether JKOPay has done it is unknown until it says so.
    """

    NEW = "new"
    PENDING = "pending"
    REFUSED = "refused"
    EXPIRED = "expired"
    GRANTED = "granted"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


_A = AuthorizationStatus
# A grant is believed whenever it comes. cancelling → pending: JKOPay does not cancel what is not granted.
AUTHORIZATION_TRANSITIONS: dict[AuthorizationStatus, frozenset[AuthorizationStatus]] = {
    _A.NEW: frozenset({_A.PENDING, _A.REFUSED, _A.EXPIRED, _A.GRANTED, _A.CANCELLED}),
    _A.PENDING: frozenset({_A.EXPIRED, _A.GRANTED, _A.CANCELLING, _A.CANCELLED}),
    _A.REFUSED: frozenset({_A.GRANTED, _A.CANCELLED}),
    _A.EXPIRED: frozenset({_A.GRANTED, _A.CANCELLING, _A.CANCELLED}),
    _A.GRANTED: frozenset({_A.CANCELLING, _A.CANCELLED}),
    _A.CANCELLING: frozenset({_A.CANCELLED, _A.PENDING}),
    _A.CANCELLED: frozenset(),
}


class Authorization(Base):
    """`number` is the wire's `platform_authpay_id`, `auth_no` JKOPay's; `token` its unguessable address.

    `request_body` is the exact bytes of the binding, sent again as they are. `account` is the user's JKOPay account,
    masked before it is stored.
    """

    __tablename__ = "authorizations"
    __table_args__ = (
        CheckConstraint("billing_amount > 0", name="billing_amount_positive"),
        CheckConstraint("(kind = 'regular') = (period IS NOT NULL)", name="regular_has_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    callback_token: Mapped[str] = mapped_column(unique=True)
    binding_key: Mapped[str] = mapped_column(unique=True, doc="makes a doubled form one binding")
    kind: Mapped[AuthorizationKind]
    status: Mapped[AuthorizationStatus] = mapped_column(default=AuthorizationStatus.NEW)
    currency: Mapped[str] = mapped_column(default="TWD")
    billing_amount: Mapped[Minor]
    period: Mapped[Period | None]
    times: Mapped[int] = mapped_column(default=1)
    cancelable: Mapped[bool] = mapped_column(default=True)
    customer_name: Mapped[str]
    customer_email: Mapped[str] = mapped_column(index=True)
    locale: Mapped[str]
    request_body: Mapped[bytes] = mapped_column(LargeBinary)
    valid_until: Mapped[datetime] = mapped_column()

    auth_no: Mapped[str | None] = mapped_column(unique=True)
    authpay_url: Mapped[str | None] = mapped_column(Text)
    qr_expires_at: Mapped[datetime | None] = mapped_column()
    entry_silent: Mapped[bool] = mapped_column(
        default=False, doc="a binding request may have arrived without an answer to us"
    )
    silent_since: Mapped[datetime | None] = mapped_column(doc="JKOPay has not answered about it since then")
    refusal_code: Mapped[str | None]
    refusal_message: Mapped[str | None] = mapped_column(Text)

    account: Mapped[str | None]
    granted_at: Mapped[datetime | None] = mapped_column()
    cancel_asked_by: Mapped[str | None]
    cancel_asked_at: Mapped[datetime | None] = mapped_column()
    cancelled_at: Mapped[datetime | None] = mapped_column()

    next_inquiry_at: Mapped[datetime | None] = mapped_column(index=True, doc="when to ask detail, or cancel again")
    last_inquiry_at: Mapped[datetime | None] = mapped_column()
    inquiry_count: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)

    charges: Mapped[list["Charge"]] = relationship(order_by="Charge.id", back_populates="authorization")
    subscription: Mapped["Subscription | None"] = relationship(back_populates="authorization")
