"""Orders of which JKOPay calls a payment paid with another amount or currency, and no person has decided yet.

Such an order may have cost its shopper money, so nothing more is asked for it meanwhile.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Attention, AttentionReason, Order

DISPUTED = "another amount may have been paid"
"""Why nothing more is asked for it."""

_IS_OPEN = (Attention.reason == AttentionReason.AMOUNT_DIFFERS) & Attention.settled_at.is_(None)
_DISPUTED = select(Attention.order_id).where(Attention.order_id.in_(bindparam("order_ids", expanding=True)), _IS_OPEN)


def is_disputed(session: Session, order: Order) -> bool:
    """Whether `order`, which the caller holds, is."""
    return session.scalar(_DISPUTED, {"order_ids": [order.id]}) is not None


def disputed_orders(db: Database, order_ids: Sequence[int]) -> set[int]:
    """Which of these orders are, at this moment."""
    if not order_ids:
        return set()
    with db.read() as session:
        return {order_id for order_id in session.scalars(_DISPUTED, {"order_ids": order_ids}) if order_id is not None}


def is_dispute_of(order_id: Any) -> ColumnElement[bool]:
    """In a query: whether the order with this id is."""
    return exists().where(Attention.order_id == order_id, _IS_OPEN)
