"""What must agree in the tables, one query a rule: each finds the rows that break it.

What cannot be recomputed: how many pieces of a product are in the house, because deliveries are not written down.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Executable, Select, SQLColumnExpression, String, case, cast, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import (
    Attention,
    AttentionReason,
    Authorization,
    AuthorizationKind,
    Charge,
    History,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Product,
    Refund,
    RefundStatus,
)
from app.services.breaks import Break, BreakKind

AMOUNT_ACCEPTED = "amount_accepted"
"""The event of a person's word that another amount than was asked was paid."""

REFUND_AMOUNT_ACCEPTED = "refund_amount_accepted"


def check_rows(session: Session) -> Iterator[Break]:
    """Every break of every rule below."""
    for kind, query in _rules():
        for subject, says, should, order_id, authorization_id in session.execute(query):
            yield Break(kind, subject, str(says), str(should), order_id, authorization_id)


def told(event: str) -> Select[str]:
    """The numbers of rows with such an event in their history."""
    return select(History.subject).where(History.event == event)


def _rules() -> tuple[tuple[BreakKind, Executable], ...]:
    return (
        (BreakKind.ORDER_TOTAL, _order_total()),
        (BreakKind.ORDER_STATUS, _order_status()),
        (BreakKind.ORDER_PAYMENT, _order_payment()),
        (BreakKind.PAID_TWICE, _paid_twice()),
        (BreakKind.CHARGED_TWICE, _charged_twice()),
        (BreakKind.PAYMENT_AMOUNT, _payment_amount()),
        (BreakKind.CHARGE_AMOUNT, _charge_amount()),
        (BreakKind.REFUNDED, _refunded()),
        (BreakKind.REFUND_CURRENCY, _refund_currency()),
        (BreakKind.RESERVED, _reserved()),
    )


def _order_total() -> Executable:
    lines = (
        select(OrderLine.order_id, func.sum(OrderLine.unit_price * OrderLine.count).label("total"))
        .group_by(OrderLine.order_id)
        .subquery()
    )
    should = func.coalesce(lines.c.total, 0)
    return (
        select(Order.number, Order.total, should, Order.id, null())
        .outerjoin(lines, lines.c.order_id == Order.id)
        .where(Order.total != should)
    )


def _paid_counts() -> Any:
    paid = Payment.status == PaymentStatus.PAID
    counted = select(Payment.order_id, func.count(Payment.id).label("paid")).where(paid)
    return counted.group_by(Payment.order_id).subquery()


def _order_status() -> Executable:
    """An order is paid where one of its payments is, and only there."""
    paid = _paid_counts()
    is_paid = func.coalesce(paid.c.paid, 0) > 0
    should = case((is_paid, "paid"), else_="unpaid")
    return (
        select(Order.number, cast(Order.status, String), should, Order.id, null())
        .outerjoin(paid, paid.c.order_id == Order.id)
        .where((Order.status == OrderStatus.PAID) != is_paid)
    )


def _order_payment() -> Executable:
    """The payment a paid order names is a paid one of its own."""
    named = aliased(Payment)
    is_own = (named.order_id == Order.id) & (named.status == PaymentStatus.PAID)
    return (
        select(Order.number, func.coalesce(named.number, "-"), literal("a paid payment of the order"), Order.id, null())
        .outerjoin(named, named.id == Order.payment_id)
        .where(Order.status == OrderStatus.PAID, or_(named.id.is_(None), ~is_own))
    )


def _paid_twice() -> Executable:
    """One paid payment an order, and one more for each that the staff was told of."""
    paid = _paid_counts()
    flags = (
        select(Attention.order_id, func.count(Attention.subject.distinct()).label("flagged"))
        .where(Attention.reason == AttentionReason.PAID_TWICE)
        .group_by(Attention.order_id)
        .subquery()
    )
    should = 1 + func.coalesce(flags.c.flagged, 0)
    return (
        select(Order.number, paid.c.paid, should, Order.id, null())
        .join(paid, paid.c.order_id == Order.id)
        .outerjoin(flags, flags.c.order_id == Order.id)
        .where(paid.c.paid > should)
    )


def _charged_twice() -> Executable:
    """One paid order for each time of each cycle of a subscription."""
    count = func.count(Order.id)
    return (
        select(func.min(Order.number), count, literal(1), func.min(Order.id), null())
        .where(Order.subscription_id.is_not(None), Order.status == OrderStatus.PAID)
        .group_by(Order.subscription_id, Order.cycle)
        .having(count > 1)
    )


def _payment_amount() -> Executable:
    """A payment is of its order's total, unless a person accepted another amount."""
    return (
        select(
            Payment.number,
            _money(Payment.amount, Payment.currency),
            _money(Order.total, Order.currency),
            Order.id,
            Payment.__table__.c.authorization_id,
        )
        .join(Order, Order.id == Payment.order_id)
        .where(
            or_(Payment.amount != Order.total, Payment.currency != Order.currency),
            Payment.number.not_in(told(AMOUNT_ACCEPTED)),
        )
    )


def _charge_amount() -> Executable:
    """Under a regular authorization exactly its amount is charged (protocol section 6, answer 304)."""
    return (
        select(Charge.number, Charge.amount, Authorization.billing_amount, Charge.order_id, Authorization.id)
        .join(Authorization, Authorization.id == Charge.authorization_id)
        .where(
            Authorization.kind == AuthorizationKind.REGULAR,
            Charge.amount != Authorization.billing_amount,
            Charge.number.not_in(told(AMOUNT_ACCEPTED)),
        )
    )


def _refunded() -> Executable:
    """What was or may have been given back stays within what was paid (money rule 6)."""
    sums = (
        select(Refund.payment_id, func.sum(Refund.amount).label("given"))
        .where(Refund.status != RefundStatus.REFUSED)
        .group_by(Refund.payment_id)
        .subquery()
    )
    limit = case((Payment.status == PaymentStatus.PAID, Payment.amount), else_=0)
    return (
        select(
            Payment.number,
            cast(sums.c.given, String),
            "≤ " + cast(limit, String),
            Payment.order_id,
            Payment.__table__.c.authorization_id,
        )
        .join(sums, sums.c.payment_id == Payment.id)
        .where(sums.c.given > limit)
    )


def _refund_currency() -> Executable:
    """Money goes back in the currency in which it came."""
    return (
        select(Refund.number, Refund.currency, Payment.currency, Payment.order_id, Payment.__table__.c.authorization_id)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.currency != Payment.currency)
    )


def _reserved() -> Executable:
    """Promised is what open orders hold."""
    held = (
        select(OrderLine.product_id, func.sum(OrderLine.count).label("held"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.status == OrderStatus.OPEN)
        .group_by(OrderLine.product_id)
        .subquery()
    )
    should = func.coalesce(held.c.held, 0)
    return (
        select(Product.slug, Product.reserved, should, null(), null())
        .outerjoin(held, held.c.product_id == Product.id)
        .where(Product.reserved != should)
    )


def _money(amount: SQLColumnExpression[int], currency: SQLColumnExpression[str]) -> SQLColumnExpression[str]:
    return cast(amount, String) + " " + currency
