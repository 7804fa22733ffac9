"""What is charged on a cycle: the plans on offer, and a regular authorization in use."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now
from app.models.authorization import Authorization, Period
from app.models.money import Minor

if TYPE_CHECKING:
    from app.models.order import Order


class Plan(Base):
    """An offer: `price` TWD, `times` in every `period`."""

    __tablename__ = "plans"
    __table_args__ = (CheckConstraint("price > 0", name="price_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    description_zh: Mapped[str] = mapped_column(Text)
    description_en: Mapped[str] = mapped_column(Text)
    image: Mapped[str]
    currency: Mapped[str] = mapped_column(default="TWD")
    price: Mapped[Minor]
    period: Mapped[Period]
    times: Mapped[int] = mapped_column(default=1)


class SubscriptionStatus(StrEnum):
    """`awaiting`: its authorization is not granted yet. `ended`: nothing more is charged."""

    AWAITING = "awaiting"
    ACTIVE = "active"
    ENDED = "ended"


SUBSCRIPTION_TRANSITIONS: dict[SubscriptionStatus, frozenset[SubscriptionStatus]] = {
    SubscriptionStatus.AWAITING: frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.ENDED}),
    SubscriptionStatus.ACTIVE: frozenset({SubscriptionStatus.ENDED}),
    SubscriptionStatus.ENDED: frozenset(),
}


class Subscription(Base):
    """`started_at` decides the days it is charged on; `next_charge_at` is when the next order of it is made,
    or, once it has ended, when those that wait for their shopper are closed.

    `trouble` is the answer with which JKOPay refused the last charge; empty again when one is paid.
    """

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    authorization_id: Mapped[int] = mapped_column(ForeignKey("authorizations.id"), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    status: Mapped[SubscriptionStatus] = mapped_column(default=SubscriptionStatus.AWAITING, index=True)
    started_at: Mapped[datetime | None] = mapped_column()
    next_charge_at: Mapped[datetime | None] = mapped_column(index=True)
    lease_until: Mapped[datetime | None] = mapped_column()
    trouble: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    authorization: Mapped[Authorization] = relationship(back_populates="subscription")
    plan: Mapped[Plan] = relationship()
    orders: Mapped[list["Order"]] = relationship(order_by="Order.id", back_populates="subscription")
