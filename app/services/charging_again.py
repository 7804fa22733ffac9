"""Charging an order again on somebody's word, after a charge of it was refused, failed or withdrawn."""

from datetime import datetime

from sqlalchemy import select

from app.db import Database, utc_now
from app.models import ENDED_UNPAID, Authorization, AuthorizationStatus, Charge, Order, OrderStatus, move
from app.services import stock
from app.services.charge_intent import add_charge
from app.services.charge_window import last_moment
from app.services.charges import send_charge
from app.services.inquiry_schedule import LEASE
from app.services.settlement import lock_order
from app.services.wallet import Wallet


class ChargeImpossible(Exception):
    """The order is paid, is being charged, was never charged, its cycle is over, or its authorization has ended."""


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
        last = order.payment
        if order.status is OrderStatus.PAID or not isinstance(last, Charge) or last.status not in ENDED_UNPAID:
            raise ChargeImpossible(f"{order.number} is {order.status}")
        authorization = session.get_one(Authorization, last.authorization_id, with_for_update=True)
        if authorization.status is not AuthorizationStatus.GRANTED:
            raise ChargeImpossible(f"{authorization.number} is {authorization.status}")
        valid_until = _valid_until(order, last, now)
        if now >= valid_until:
            raise ChargeImpossible("its cycle is over")
        if order.status is OrderStatus.CLOSED:
            stock.reserve(session, order.lines)
            move(session, order, OrderStatus.OPEN, "reopened", actor=actor, at=now)
        charge = add_charge(session, order, authorization, at=now, valid_until=valid_until, actor=actor)
        charge.next_inquiry_at = charge.lease_until = now + LEASE
    send_charge(db, wallet, charge.id)


def _valid_until(order: Order, last: Charge, now: datetime) -> datetime:
    """A cycle is charged within itself; an order of its own within the window."""
    return last.valid_until if order.subscription_id is not None else last_moment(now)
