"""Finding orders and telling their status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, func, null, or_, select, union_all
from sqlalchemy.orm import immediateload, joinedload, selectinload

from app.db import Database
from app.models import (
    Attention,
    AttentionReason,
    Authorization,
    AuthorizationStatus,
    History,
    Notification,
    Order,
    OrderStatus,
    Payment,
    Refund,
)

PAGE_SIZE = 25

_FINAL = frozenset({OrderStatus.PAID, AuthorizationStatus.CANCELLED, AuthorizationStatus.REFUSED})

# Two queries, however much there is: an order has few lines, payments and refunds. Its result must be made unique.
_WHOLE = select(Order).options(
    joinedload(Order.lines),
    selectinload(Order.payments).joinedload(Payment.refunds).immediateload(Refund.payment),
    # One of the payments loaded above, so it costs no query.
    immediateload(Order.payment),
)


@dataclass(frozen=True)
class LiveStatus:
    """What a waiting browser is told of an order or an authorization. `version` only tells one state from another.

    `status` is the order's or the authorization's; `payment_status` only an order has.
    """

    token: str
    version: int
    status: str
    payment_status: str | None
    expires_at: datetime | None
    updated_at: datetime

    @property
    def is_final(self) -> bool:
        """Whether nothing more can happen that a browser waits for."""
        return self.status in _FINAL

    def payload(self, now: datetime) -> dict[str, object]:
        """The JSON of `/orders/<token>/status`; `remaining_seconds` is what the QR still lives."""
        return {
            "status": self.status,
            "payment_status": self.payment_status,
            "remaining_seconds": remaining_seconds(self.expires_at, now),
            "updated_at": self.updated_at.isoformat(),
        }


@dataclass(frozen=True)
class OrderPage:
    """One page of the staff's list."""

    orders: Sequence[Order]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class OrderFile:
    """Everything the staff sees of one order."""

    order: Order
    history: Sequence[History]
    notifications: Sequence[Notification]
    attentions: Sequence[Attention]

    @property
    def waiting(self) -> list[Attention]:
        """What a person must still look at."""
        return [attention for attention in self.attentions if attention.settled_at is None]

    @property
    def is_disputed(self) -> bool:
        """As `disputes.is_disputed` says."""
        return any(attention.reason is AttentionReason.AMOUNT_DIFFERS for attention in self.waiting)


def remaining_seconds(until: datetime | None, now: datetime) -> int:
    """Whole seconds from `now` to `until`, never below 0; 0 where there is no end."""
    return 0 if until is None else max(0, int((until - now).total_seconds()))


def find_order(db: Database, token: str) -> Order | None:
    """The order at an address, with lines, payments and refunds."""
    with db.read() as session:
        return session.scalars(_WHOLE.where(Order.token == token)).unique().one_or_none()


def find_payment(db: Database, number: str) -> Payment | None:
    """One payment with its refunds and its order."""
    query = select(Payment).options(selectinload(Payment.refunds), selectinload(Payment.order))
    with db.read() as session:
        return session.scalar(query.where(Payment.number == number))


def list_orders(db: Database, tokens: Sequence[str]) -> list[Order]:
    """The orders at these addresses, newest first."""
    with db.read() as session:
        return list(session.scalars(_WHOLE.where(Order.token.in_(tokens)).order_by(Order.id.desc())).unique())


def live_status(db: Database, token: str) -> LiveStatus | None:
    """What a browser waiting at `token` is told now."""
    with db.read() as session:
        row = session.execute(_live().where(Order.token == token)).first()
    return LiveStatus(*row) if row else None


def changed_since(db: Database, since: datetime) -> list[LiveStatus]:
    """Every order and authorization that changed at or after `since`: one query, however many browsers wait."""
    changed = union_all(
        _live().where(Order.updated_at >= since),
        live_authorizations().where(Authorization.updated_at >= since),
    )
    with db.read() as session:
        return [LiveStatus(*row) for row in session.execute(changed)]


def search_orders(db: Database, *, text: str = "", status: str = "", page: int = 1) -> OrderPage:
    """The staff's list, newest first. `text` looks in numbers, name, e-mail and JKOPay's trade number.

    `status` is an order status, or `refunding` for refunds that are not done yet, or `attention`.
    """
    ids = select(Order.id)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        by_payment = select(Payment.order_id).where(or_(Payment.number.ilike(like), Payment.trade_no.ilike(like)))
        texts = (Order.number, Order.customer_name, Order.customer_email)
        ids = ids.where(or_(*(column.ilike(like) for column in texts), Order.id.in_(by_payment)))
    if status in set(OrderStatus):
        ids = ids.where(Order.status == status)
    elif status == "refunding":
        open_refunds = select(Payment.order_id).join(Refund).where(Refund.status.in_(("requested", "unknown")))
        ids = ids.where(Order.id.in_(open_refunds))
    elif status == "attention":
        ids = ids.where(Order.id.in_(select(Attention.order_id).where(Attention.settled_at.is_(None))))
    with db.read() as session:
        total = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
        page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
        query = _WHOLE.where(Order.id.in_(ids)).order_by(Order.id.desc())
        orders = session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).unique().all()
    return OrderPage(orders, total, page)


def open_order_file(db: Database, number: str) -> OrderFile | None:
    """One order with every event, in order."""
    with db.read() as session:
        order = session.scalars(_WHOLE.where(Order.number == number)).unique().one_or_none()
        if order is None:
            return None
        payment_ids = [payment.id for payment in order.payments]
        history = session.scalars(select(History).where(History.order_id == order.id).order_by(History.id)).all()
        notifications = session.scalars(
            select(Notification).where(Notification.payment_id.in_(payment_ids)).order_by(Notification.id)
        ).all()
        attentions = session.scalars(
            select(Attention).where(Attention.order_id == order.id).order_by(Attention.id)
        ).all()
    return OrderFile(order, history, notifications, attentions)


def live_authorizations() -> Select[str, int, str, str | None, datetime | None, datetime]:
    """The columns of a `LiveStatus` of authorizations, for a caller to narrow."""
    return select(
        Authorization.token,
        Authorization.version,
        cast(Authorization.status, String).label("status"),
        cast(null(), String).label("payment_status"),
        Authorization.qr_expires_at,
        Authorization.updated_at,
    )


def _live() -> Select[str, int, str, str | None, datetime | None, datetime]:
    return select(
        Order.token,
        Order.version,
        cast(Order.status, String).label("status"),
        cast(Payment.status, String).label("payment_status"),
        Payment.qr_expires_at,
        Order.updated_at,
    ).outerjoin(Payment, Order.payment_id == Payment.id)
