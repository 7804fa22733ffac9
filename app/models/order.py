"""What a shopper buys."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, utc_now
from app.models.money import Minor
from app.models.payment import Payment
from app.models.product import Product
from app.models.subscription import Subscription


class OrderStatus(StrEnum):
    """`open`: stock is reserved and money awaited. `closed`: the stock was given back unpaid."""

    OPEN = "open"
    PAID = "paid"
    CLOSED = "closed"


# Paid never goes back. A closed order is paid by a late payment, or opened again when the shopper tries again.
ORDER_TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.OPEN: frozenset({OrderStatus.PAID, OrderStatus.CLOSED}),
    OrderStatus.CLOSED: frozenset({OrderStatus.PAID, OrderStatus.OPEN}),
    OrderStatus.PAID: frozenset(),
}


class Order(Base):
    """`token` is its unguessable address; `checkout_key` makes a doubled checkout one order.

    An order of a subscription is for one of its times in one `cycle`, such as `2026-11/1`: there is never a second.
    """

    __tablename__ = "orders"
    # The live page asks for what changed lately, the staff's list for the newest of a status.
    __table_args__ = (
        CheckConstraint("total > 0", name="total_positive"),
        Index("ix_orders_status_created_at", "status", "created_at"),
        UniqueConstraint("subscription_id", "cycle"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    checkout_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.OPEN)
    currency: Mapped[str]
    total: Mapped[Minor]
    customer_name: Mapped[str]
    customer_email: Mapped[str] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    locale: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(
        ForeignKey("payments.id", use_alter=True), doc="the payment the shopper is asked to pay now, or paid"
    )
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscriptions.id"))
    cycle: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.id", back_populates="order")
    payments: Mapped[list[Payment]] = relationship(
        foreign_keys=[Payment.order_id], order_by=Payment.id, back_populates="order"
    )
    payment: Mapped[Payment | None] = relationship(foreign_keys=[payment_id], post_update=True)
    subscription: Mapped[Subscription | None] = relationship(back_populates="orders")


class OrderLine(Base):
    """Names and price as they were when the order was made. What a plan brings has no product."""

    __tablename__ = "order_lines"
    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    unit_price: Mapped[Minor]
    count: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines")
    product: Mapped[Product | None] = relationship()
