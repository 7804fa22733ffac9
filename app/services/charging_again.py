"""Charging an order again on somebody's word, after a charge of it was refused, failed or withdrawn.

What was tried since, such as a code that nobody paid, takes nothing away from it.
"""

from datetime import datetime

from sqlalchemy import select

from app.db import HOLD, Database, utc_now
from app.models import ENDED_UNPAID, Authorization, AuthorizationStatus, Charge, Order, OrderStatus, move
from app.services import stock
from app.services.charge_intent import add_charge
from app.services.charge_window import last_moment
from app.services.charges import send_charge
from app.services.disputes import DISPUTED, is_disputed
from app.services.inquiry_schedule import LEASE
from app.services.settlement import lock_order
from app.services.wallet import Wallet


class ChargeImpossible(Exception):
    """The order is paid, may still be paid by what was tried last, or may have been with another amount, was never
    charged, its cycle is over, or its authorization has ended."""


def charge_again(db: Database, wallet: Wallet, *, order_number: str, actor: str) -> None:
    """Charge an order under the authorization of its last charge: now, or when the window opens.

    Raises:
        ChargeImpossible: nothing was stored.
        OutOfStock: the order had given its stock back and there is not enough left; nothing was stored.
    """
    now = utc_now()
    with db.write() as session:
        order_id = session.scalar(select(Order.id).where(Order.number == order_number))
        if order_id is None:
            raise ChargeImpossible(order_number)
        order = lock_order(session, order_id)
        last = last_charge(order)
        if last is None:
            raise ChargeImpossible(f"{order.number} was never charged")
        authorization = session.get_one(Authorization, last.authorization_id, with_for_update=HOLD)
        if not may_charge_again(order, last, authorization, now):
            raise ChargeImpossible(f"{order.number} is {order.status}, {authorization.number} {authorization.status}")
        if is_disputed(session, order):
            raise ChargeImpossible(f"{order.number}: {DISPUTED}")
        if order.status is OrderStatus.CLOSED:
            stock.reserve(session, order.lines)
            move(session, order, OrderStatus.OPEN, "reopened", actor=actor, at=now)
        valid_until = _valid_until(order, last, now)
        charge = add_charge(session, order, authorization, at=now, valid_until=valid_until, actor=actor)
        charge.next_inquiry_at = charge.lease_until = now + LEASE
    send_charge(db, wallet, charge.id)


def last_charge(order: Order) -> Charge | None:
    """The last charge of `order`, whatever was tried after it."""
    return next((payment for payment in reversed(order.payments) if isinstance(payment, Charge)), None)


def may_charge_again(order: Order, last: Charge, authorization: Authorization, now: datetime) -> bool:
    """Whether another charge of `order` may follow `last`, its last one, under `authorization`, which `last` was under.

    Only one attempt of an order is payable at a time, so what was tried last, a charge or a code, has to have ended.
    """
    has_ended = order.payment is not None and order.payment.status in ENDED_UNPAID
    stands = authorization.status is AuthorizationStatus.GRANTED
    return has_ended and stands and order.status is not OrderStatus.PAID and now < _valid_until(order, last, now)


def _valid_until(order: Order, last: Charge, now: datetime) -> datetime:
    """A cycle is charged within itself; an order of its own within the window."""
    return last.valid_until if order.subscription_id is not None else last_moment(now)
