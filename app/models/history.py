"""Status changes: one guarded UPDATE and one history row, always together (money rule 5)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base, utc_now
from app.models.order import ORDER_TRANSITIONS, Order
from app.models.payment import PAYMENT_TRANSITIONS, Payment
from app.models.refund import REFUND_TRANSITIONS, Refund


class IllegalTransition(Exception):
    """The table of the aggregate has no such move, or another transaction moved it first."""


class History(Base):
    """One event of an order. `subject` is the number of what changed; `to_status` is empty for a remark."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    subject: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    event: Mapped[str]
    detail: Mapped[str] = mapped_column(Text, default="")
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)


def move(
    session: Session,
    row: Order | Payment | Refund,
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
    model = type(row)
    won = session.execute(
        update(model).where(model.id == row.id, model.status == before).values(status=to).returning(model.id)
    ).first()
    if won is None:
        raise IllegalTransition(f"{row.number}: no longer {before}")
    session.refresh(row, ["status"])
    record(session, row, event, from_status=before, to_status=to, actor=actor, detail=detail, at=at)


def record(
    session: Session,
    row: Order | Payment | Refund,
    event: str,
    *,
    from_status: str | None = None,
    to_status: str | None = None,
    actor: str = "system",
    detail: str = "",
    at: datetime | None = None,
) -> None:
    """Write an event of `row` into its order's history and mark the order changed, so that browsers hear of it."""
    at = at or utc_now()
    order_id = _order_id(row)
    session.add(
        History(
            order_id=order_id,
            subject=row.number,
            from_status=from_status,
            to_status=to_status,
            event=event,
            detail=detail,
            actor=actor,
            at=at,
        )
    )
    session.flush()
    session.execute(update(Order).where(Order.id == order_id).values(version=Order.version + 1, updated_at=at))


def _order_id(row: Order | Payment | Refund) -> int:
    if isinstance(row, Order):
        return row.id
    return row.order_id if isinstance(row, Payment) else row.payment.order_id


_TABLES: dict[type, Mapping[Any, frozenset[Any]]] = {
    Order: ORDER_TRANSITIONS,
    Payment: PAYMENT_TRANSITIONS,
    Refund: REFUND_TRANSITIONS,
}
