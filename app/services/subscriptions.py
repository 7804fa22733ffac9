"""Subscriptions: an order for every time in every cycle, never two for one, and none for a cycle that has passed."""

import random
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.models import (
    ENDED_UNPAID,
    Authorization,
    AuthorizationStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    Subscription,
    SubscriptionStatus,
    move,
    record,
)
from app.services.charge_intent import add_charge
from app.services.charge_window import CLOSES, OPENS, next_moment
from app.services.cycles import Slot, list_slots, next_slot
from app.services.leases import claim
from app.services.numbers import TAIPEI, new_order_number, new_token
from app.services.settlement import close_order, lock_order


def start_subscription(session: Session, authorization: Authorization, now: datetime) -> None:
    """The authorization, which the caller holds, is granted: the first order is due at once."""
    subscription = authorization.subscription
    if subscription is None or subscription.status is not SubscriptionStatus.AWAITING:
        return
    # The day of the first charge decides all others, and at night that is tomorrow.
    subscription.started_at = next_moment(now, 0)
    subscription.next_charge_at = now
    move(session, subscription, SubscriptionStatus.ACTIVE, "subscription_started", at=now)


def end_subscription(session: Session, subscription: Subscription, reason: str, now: datetime) -> None:
    """Nothing more is charged. The caller holds the authorization; queued charges find it ended by themselves."""
    if subscription.status is SubscriptionStatus.ENDED:
        return
    subscription.next_charge_at = None
    subscription.ended_at = now
    move(session, subscription, SubscriptionStatus.ENDED, "subscription_ended", detail=reason, at=now)


def sweep_subscriptions(db: Database) -> int:
    """Make the order of one subscription that is due. Returns how many it claimed."""
    now = utc_now()
    active = (Subscription.status == SubscriptionStatus.ACTIVE,)
    claimed = claim(db, Subscription, Subscription.next_charge_at, active, limit=1, now=now)
    for subscription_id in claimed:
        open_order(db, subscription_id)
    return len(claimed)


def open_order(db: Database, subscription_id: int) -> None:
    """Close what is left of past cycles and open the first order that is due in this one, if there is any."""
    now = utc_now()
    with db.write() as session:
        for order_id in _open_orders(session, subscription_id):
            _close_if_past(session, order_id, now)
        found = session.get_one(Subscription, subscription_id)
        authorization = session.get_one(Authorization, found.authorization_id, with_for_update=True)
        subscription = session.get_one(Subscription, subscription_id, populate_existing=True, with_for_update=True)
        if subscription.status is not SubscriptionStatus.ACTIVE or subscription.started_at is None:
            return
        slots, today = _slots(subscription, now)
        taken = set(session.scalars(select(Order.cycle).where(Order.subscription_id == subscription.id)))
        due = [slot for slot in slots if slot.due <= today and slot.key not in taken]
        if due and authorization.status is AuthorizationStatus.GRANTED:
            order = _add_order(session, subscription, due[0], now)
            at = next_moment(now, random.random())  # noqa: S311  spreading, not secrecy
            add_charge(session, order, authorization, at=at, valid_until=_end_of(due[0]))
        subscription.lease_until = None
        subscription.next_charge_at = now if len(due) > 1 else _next_due(subscription, now)


def _slots(subscription: Subscription, now: datetime) -> tuple[list[Slot], date]:
    """The slots of the cycle in which a charge would be taken now, and that day."""
    today = next_moment(now, 0).astimezone(TAIPEI).date()
    plan = subscription.plan
    return list_slots(plan.period, plan.times, _first_day(subscription), today), today


def _next_due(subscription: Subscription, now: datetime) -> datetime:
    """The opening of the next slot's day."""
    today = next_moment(now, 0).astimezone(TAIPEI).date()
    plan = subscription.plan
    return datetime.combine(next_slot(plan.period, plan.times, _first_day(subscription), today).due, OPENS, TAIPEI)


def _first_day(subscription: Subscription) -> date:
    if subscription.started_at is None:
        raise ValueError(f"{subscription.number} has not started")
    return subscription.started_at.astimezone(TAIPEI).date()


def _end_of(slot: Slot) -> datetime:
    """A cycle is charged within itself or not at all: JKOPay counts it there."""
    return datetime.combine(slot.ends, CLOSES, TAIPEI)


def _open_orders(session: Session, subscription_id: int) -> list[int]:
    query = select(Order.id).where(Order.subscription_id == subscription_id, Order.status == OrderStatus.OPEN)
    return list(session.scalars(query.order_by(Order.id)))


def _close_if_past(session: Session, order_id: int, now: datetime) -> None:
    """An order whose last charge was refused waits for its shopper until its cycle ends."""
    order = lock_order(session, order_id)
    payment = order.payment
    if payment is not None and payment.status in ENDED_UNPAID and now >= payment.valid_until:
        close_order(session, order, "unpaid", at=now)


def _add_order(session: Session, subscription: Subscription, slot: Slot, now: datetime) -> Order:
    plan, authorization = subscription.plan, subscription.authorization
    line = OrderLine(name_zh=plan.name_zh, name_en=plan.name_en, unit_price=plan.price, count=1)
    payments: list[Payment] = []
    order = Order(
        number=new_order_number(now),
        token=new_token(),
        checkout_key=f"{subscription.number} {slot.key}",
        currency=plan.currency,
        total=authorization.billing_amount,
        customer_name=authorization.customer_name,
        customer_email=authorization.customer_email,
        locale=authorization.locale,
        lines=[line],
        payments=payments,
        subscription_id=subscription.id,
        cycle=slot.key,
        created_at=now,
        updated_at=now,
    )
    session.add(order)
    session.flush()
    record(session, order, "order_placed", to_status=OrderStatus.OPEN, detail=slot.key, at=now)
    return order
