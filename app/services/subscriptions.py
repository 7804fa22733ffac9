"""Subscriptions: an order for every time in every cycle, never two for one, and none for a cycle that has passed."""

import random
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import HOLD, Database, utc_now
from app.models import (
    ENDED_UNPAID,
    Authorization,
    AuthorizationStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    Period,
    Subscription,
    SubscriptionStatus,
    move,
    record,
)
from app.services.charge_intent import add_charge
from app.services.charge_window import CLOSES, OPENS, next_moment
from app.services.cycles import Slot, list_slots, next_slot
from app.services.leases import Due, claim
from app.services.numbers import TAIPEI, new_order_number, new_token
from app.services.settlement import close_order, lock_order

_DUE = Due(Subscription, Subscription.next_charge_at)


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
    """Nothing more is charged. The caller holds the authorization; queued charges find it ended by themselves.

    Orders are locked before authorizations, so those that wait for their shopper are left to the sweep.
    """
    if subscription.status is SubscriptionStatus.ENDED:
        return
    subscription.next_charge_at = now
    subscription.ended_at = now
    move(session, subscription, SubscriptionStatus.ENDED, "subscription_ended", detail=reason, at=now)


def sweep_subscriptions(db: Database) -> int:
    """Bring one subscription that is due a step further. Returns how many it claimed."""
    claimed = claim(db, _DUE)
    for subscription_id in claimed:
        open_order(db, subscription_id)
    return len(claimed)


def open_order(db: Database, subscription_id: int) -> None:
    """Close what is left of past cycles and open the first order that is due in this one, if there is any.

    Of a subscription that has ended, everything is past.
    """
    now = utc_now()
    with db.write() as session:
        found = session.get_one(Subscription, subscription_id)
        has_ended = found.status is SubscriptionStatus.ENDED
        for order_id in _open_orders(session, subscription_id):
            _close_if_past(session, order_id, now, has_ended=has_ended)
        authorization = session.get_one(Authorization, found.authorization_id, with_for_update=HOLD)
        subscription = session.get_one(Subscription, subscription_id, populate_existing=True, with_for_update=HOLD)
        subscription.lease_until = None
        if subscription.status is not SubscriptionStatus.ACTIVE:
            # One that ended just now keeps its turn, for the orders it may have left.
            subscription.next_charge_at = None if has_ended else now
            return
        slots, today = _slots(subscription, now)
        taken = set(session.scalars(select(Order.cycle).where(Order.subscription_id == subscription.id)))
        is_granted = authorization.status is AuthorizationStatus.GRANTED
        due = [slot for slot in slots if slot.due <= today and slot.key not in taken] if is_granted else []
        if due:
            order = _add_order(session, subscription, due[0], now)
            at = next_moment(now, random.random())  # noqa: S311  spreading, not secrecy
            add_charge(session, order, authorization, at=at, valid_until=_end_of(due[0]))
        subscription.next_charge_at = now if len(due) > 1 else _next_due(subscription, now)


def _slots(subscription: Subscription, now: datetime) -> tuple[list[Slot], date]:
    """The slots of the cycle in which a charge would be taken now, and that day."""
    today = next_moment(now, 0).astimezone(TAIPEI).date()
    return list_slots(*_rhythm(subscription), today), today


def _next_due(subscription: Subscription, now: datetime) -> datetime:
    """The opening of the next slot's day."""
    today = next_moment(now, 0).astimezone(TAIPEI).date()
    return datetime.combine(next_slot(*_rhythm(subscription), today).due, OPENS, TAIPEI)


def _rhythm(subscription: Subscription) -> tuple[Period, int, date]:
    """Period, times and first day, as the shopper granted them: the offer may have changed since."""
    authorization = subscription.authorization
    if authorization.period is None or subscription.started_at is None:
        raise ValueError(f"{subscription.number} has no period or has not started")
    return authorization.period, authorization.times, subscription.started_at.astimezone(TAIPEI).date()


def _end_of(slot: Slot) -> datetime:
    """A cycle is charged within itself or not at all: JKOPay counts it there."""
    return datetime.combine(slot.ends, CLOSES, TAIPEI)


def _open_orders(session: Session, subscription_id: int) -> list[int]:
    query = select(Order.id).where(Order.subscription_id == subscription_id, Order.status == OrderStatus.OPEN)
    return list(session.scalars(query.order_by(Order.id)))


def _close_if_past(session: Session, order_id: int, now: datetime, *, has_ended: bool) -> None:
    """An order whose last charge was refused waits for its shopper until its cycle or its subscription ends."""
    order = lock_order(session, order_id)
    payment = order.payment
    if payment is not None and payment.status in ENDED_UNPAID and (has_ended or now >= payment.valid_until):
        close_order(session, order, "unpaid", at=now)


def _add_order(session: Session, subscription: Subscription, slot: Slot, now: datetime) -> Order:
    plan, authorization = subscription.plan, subscription.authorization
    line = OrderLine(name_zh=plan.name_zh, name_en=plan.name_en, unit_price=authorization.billing_amount, count=1)
    payments: list[Payment] = []
    order = Order(
        number=new_order_number(now),
        token=new_token(),
        checkout_key=f"{subscription.number} {slot.key}",
        currency=authorization.currency,
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
