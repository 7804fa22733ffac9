"""What the staff sees of authorizations and subscriptions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import immediateload, joinedload, selectinload

from app.db import Database
from app.models import (
    Attention,
    Authorization,
    AuthorizationStatus,
    Charge,
    History,
    Notification,
    Order,
    OrderStatus,
    Subscription,
    SubscriptionStatus,
)
from app.services.orders import PAGE_SIZE

_A = AuthorizationStatus
_GROUPS: dict[str, tuple[AuthorizationStatus, ...]] = {
    "waiting": (_A.NEW, _A.PENDING),
    "granted": (_A.GRANTED,),
    "cancelling": (_A.CANCELLING,),
    "ended": (_A.CANCELLED, _A.EXPIRED, _A.REFUSED),
}
_WITH_PLAN = joinedload(Authorization.subscription).joinedload(Subscription.plan)


@dataclass(frozen=True)
class AuthorizationPage:
    """One page of the staff's list. `marked` are the ids with something that waits for a person."""

    authorizations: Sequence[Authorization]
    marked: frozenset[int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return _count_pages(self.total)


@dataclass(frozen=True)
class SubscriptionPage:
    """One page of the staff's list. `waiting` are the open orders of its subscriptions, by subscription id."""

    subscriptions: Sequence[Subscription]
    waiting: dict[int, Order]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return _count_pages(self.total)


@dataclass(frozen=True)
class AuthorizationFile:
    """Everything the staff sees of one authorization."""

    authorization: Authorization
    history: Sequence[History]
    notifications: Sequence[Notification]
    attentions: Sequence[Attention]


def search_authorizations(db: Database, *, text: str = "", status: str = "", page: int = 1) -> AuthorizationPage:
    """The newest first. `text` looks in numbers, name and e-mail; `status` is `waiting`, `granted`, `cancelling`,
    `ended` or `attention`."""
    ids = select(Authorization.id)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        texts = (Authorization.number, Authorization.auth_no, Authorization.customer_name, Authorization.customer_email)
        by_subscription = select(Subscription.authorization_id).where(Subscription.number.ilike(like))
        ids = ids.where(or_(*(column.ilike(like) for column in texts), Authorization.id.in_(by_subscription)))
    waiting = select(Attention.authorization_id).where(Attention.settled_at.is_(None))
    if status in _GROUPS:
        ids = ids.where(Authorization.status.in_(_GROUPS[status]))
    elif status == "attention":
        ids = ids.where(Authorization.id.in_(waiting))
    with db.read() as session:
        total = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
        page = min(max(1, page), _count_pages(total))
        query = select(Authorization).options(_WITH_PLAN).where(Authorization.id.in_(ids))
        found = session.scalars(
            query.order_by(Authorization.id.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        ).all()
        shown = [row.id for row in found]
        marked = {row for row in session.scalars(waiting.where(Attention.authorization_id.in_(shown))) if row}
    return AuthorizationPage(found, frozenset(marked), total, page)


def list_subscriptions(db: Database, *, status: str = "", page: int = 1) -> SubscriptionPage:
    """What is due next comes first. `status` is a subscription's status, or `trouble` for those JKOPay refused."""
    ids = select(Subscription.id)
    if status in set(SubscriptionStatus):
        ids = ids.where(Subscription.status == status)
    elif status == "trouble":
        ids = ids.where(Subscription.trouble.is_not(None), Subscription.status != SubscriptionStatus.ENDED)
    with db.read() as session:
        total = session.scalar(select(func.count()).select_from(ids.subquery())) or 0
        page = min(max(1, page), _count_pages(total))
        query = select(Subscription).options(joinedload(Subscription.plan), joinedload(Subscription.authorization))
        by_time = Subscription.next_charge_at.asc().nulls_last()
        query = query.where(Subscription.id.in_(ids)).order_by(by_time, Subscription.id.desc())
        found = session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
        orders = select(Order).options(selectinload(Order.payment)).order_by(Order.id)
        orders = orders.where(Order.subscription_id.in_([row.id for row in found]), Order.status == OrderStatus.OPEN)
        waiting = {order.subscription_id: order for order in session.scalars(orders) if order.subscription_id}
    return SubscriptionPage(found, waiting, total, page)


def open_authorization_file(db: Database, number: str) -> AuthorizationFile | None:
    """One authorization with its subscription, its charges, their orders and refunds, and every event in order."""
    charges = selectinload(Authorization.charges)
    query = select(Authorization).options(
        _WITH_PLAN, charges.joinedload(Charge.order).immediateload(Order.payment), charges.selectinload(Charge.refunds)
    )
    with db.read() as session:
        authorization = session.scalar(query.where(Authorization.number == number))
        if authorization is None:
            return None
        history = session.scalars(
            select(History).where(History.authorization_id == authorization.id).order_by(History.id)
        ).all()
        notifications = session.scalars(
            select(Notification).where(Notification.authorization_id == authorization.id).order_by(Notification.id)
        ).all()
        attentions = session.scalars(
            select(Attention).where(Attention.authorization_id == authorization.id).order_by(Attention.id)
        ).all()
    return AuthorizationFile(authorization, history, notifications, attentions)


def charged_under(db: Database, order_id: int) -> dict[int, Authorization]:
    """The authorization, with its subscription and plan, of every charge of an order, by the charge's id."""
    query = select(Charge).options(immediateload(Charge.authorization).options(_WITH_PLAN))
    with db.read() as session:
        charges = session.scalars(query.where(Charge.order_id == order_id)).unique().all()
    return {charge.id: charge.authorization for charge in charges}


def _count_pages(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))
