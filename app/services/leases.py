"""Claiming rows that are due, so that several workers never do the same work at once (money rule 8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Database
from app.models import Authorization, AuthorizationStatus, Charge, Payment, PaymentStatus, Refund, Subscription
from app.services.inquiry_schedule import LEASE

Row = TypeVar("Row", Payment, Charge, Refund, Authorization, Subscription)


def claim(
    db: Database,
    model: type[Row],
    due: InstrumentedAttribute[datetime | None],
    wanted: Sequence[ColumnElement[bool]],
    *,
    limit: int,
    now: datetime,
    lease: timedelta = LEASE,
) -> list[int]:
    """Ids of up to `limit` rows whose `due` column has come and which nobody holds, now held for `lease`.

    `due` becomes the lease's end, so that a hint arriving meanwhile (which sets it to an earlier time) can be told from
    the claim itself.
    """
    free = or_(model.lease_until.is_(None), model.lease_until <= now)
    query = select(model.id).where(due <= now, free, *wanted).order_by(due).limit(limit)
    with db.read() as session:
        if session.scalar(query.limit(1)) is None:
            return []
    with db.write() as session:
        rows = session.scalars(
            select(model).where(model.id.in_(query.with_for_update(skip_locked=True))).order_by(model.id)
        ).all()
        for row in rows:
            row.lease_until = now + lease
            setattr(row, due.key, now + lease)
        return [row.id for row in rows]


def let_go(row: Payment | Authorization, planned: datetime | None, now: datetime) -> None:
    """End the hold on `row` and plan its next inquiry: at once where a hint came while it was held."""
    held_until, due = row.lease_until, row.next_inquiry_at
    hinted = held_until is not None and due is not None and due < held_until
    is_over = row.status in (PaymentStatus.PAID, AuthorizationStatus.CANCELLED)
    row.lease_until = None
    row.next_inquiry_at = now if hinted and not is_over else planned
