"""Status changes: one guarded UPDATE and one history row, always together (money rule 5)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Text, Update, bindparam, insert, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from app.db import Base, utc_now
from app.models.authorization import AUTHORIZATION_TRANSITIONS, Authorization
from app.models.charge import CHARGE_TRANSITIONS, Charge
from app.models.order import ORDER_TRANSITIONS, Order
from app.models.payment import PAYMENT_TRANSITIONS, Payment
from app.models.refund import REFUND_TRANSITIONS, Refund
from app.models.subscription import SUBSCRIPTION_TRANSITIONS, Subscription

Aggregate = Order | Payment | Refund | Authorization | Subscription


class IllegalTransition(Exception):
    """The table of the aggregate has no such move, or another transaction moved it first."""


class History(Base):
    """One event of an order, an authorization, or both (a charge). `subject` is the number of what changed;
    `to_status` is empty for a remark."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    authorization_id: Mapped[int | None] = mapped_column(ForeignKey("authorizations.id"), index=True)
    subject: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    event: Mapped[str]
    detail: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)


def move(
    session: Session,
    row: Aggregate,
    to: StrEnum,
    event: str,
    *,
    actor: str = "system",
    detail: str = "",
    at: datetime | None = None,
) -> None:
    """Take `row` to `to`, with its history.

    Raises:
        IllegalTransition: not in the aggregate's table, or the row is no longer in the status it was read with.
    """
    before = row.status
    table: Mapping[Any, frozenset[Any]] = _TABLES[type(row)]
    if to not in table[before]:
        raise IllegalTransition(f"{row.number}: {before} to {to}")
    session.flush()
    if session.execute(_guarded_move(type(row)), {"row_id": row.id, "before": before, "to": to}).first() is None:
        raise IllegalTransition(f"{row.number}: no longer {before}")
    set_committed_value(row, "status", to)
    record(session, row, event, from_status=before, to_status=to, actor=actor, detail=detail, at=at)


def record(
    session: Session,
    row: Aggregate,
    event: str,
    *,
    from_status: str | None = None,
    to_status: str | None = None,
    actor: str = "system",
    detail: str = "",
    at: datetime | None = None,
) -> None:
    """Write an event of `row` into the history of its order and authorization, and mark them changed, so that browsers
    hear of it. Locks the order before the authorization, as everybody does."""
    at = at or utc_now()
    order_id, authorization_id = _order_id(row), _authorization_id(row)
    session.execute(
        _NOTE,
        {
            "order_id": order_id,
            "authorization_id": authorization_id,
            "subject": row.number,
            "from_status": from_status,
            "to_status": to_status,
            "event": event,
            "detail": detail,
            "actor": actor,
            "at": at,
        },
    )
    for model, changed in ((Order, order_id), (Authorization, authorization_id)):
        if changed is not None:
            session.execute(_mark_changed(model), {"row_id": changed, "at": at})


# Built once: everything that moves passes here.
_NOTE = insert(Base.metadata.tables["history"])


@cache
def _guarded_move(model: type[Aggregate]) -> Update:
    table = Base.metadata.tables[model.__tablename__]
    same = (table.c.id == bindparam("row_id"), table.c.status == bindparam("before"))
    return update(table).where(*same).values(status=bindparam("to")).returning(table.c.id)


@cache
def _mark_changed(model: type[Order | Authorization]) -> Update:
    table = Base.metadata.tables[model.__tablename__]
    changed = {"version": table.c.version + 1, "updated_at": bindparam("at")}
    return update(table).where(table.c.id == bindparam("row_id")).values(**changed)


def _order_id(row: Aggregate) -> int | None:
    match row:
        case Order():
            return row.id
        case Payment():
            return row.order_id
        case Refund():
            return row.payment.order_id
        case _:
            return None


def _authorization_id(row: Aggregate) -> int | None:
    match row:
        case Authorization():
            return row.id
        case Charge() | Subscription():
            return row.authorization_id
        case Refund():
            return _authorization_id(row.payment)
        case _:
            return None


_TABLES: dict[type, Mapping[Any, frozenset[Any]]] = {
    Authorization: AUTHORIZATION_TRANSITIONS,
    Charge: CHARGE_TRANSITIONS,
    Order: ORDER_TRANSITIONS,
    Payment: PAYMENT_TRANSITIONS,
    Refund: REFUND_TRANSITIONS,
    Subscription: SUBSCRIPTION_TRANSITIONS,
}
