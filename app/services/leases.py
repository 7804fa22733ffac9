"""Claiming rows that are due, so that several workers never do the same work at once (money rule 8)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.db import HOLD, Database, UtcDateTime, utc_now
from app.models import Authorization, AuthorizationStatus, Charge, Payment, PaymentStatus, Refund, Subscription
from app.services.inquiry_schedule import LEASE

NOW = bindparam("now", type_=UtcDateTime)
"""The moment of the claim, for the conditions of a `Due`."""

_UNTIL = bindparam("until", type_=UtcDateTime)


@dataclass(frozen=True, eq=False)
class Due:
    """Rows of `model` whose time `at` has come and which nobody holds, of those that meet all conditions.

    Each sweep has one, made once, because building a statement takes longer than asking it.
    """

    model: type[Payment | Charge | Refund | Authorization | Subscription]
    at: InstrumentedAttribute[datetime | None]
    conditions: tuple[ColumnElement[bool], ...] = ()
    limit: int = 1
    lease: timedelta = LEASE

    def only(self, *conditions: ColumnElement[bool]) -> "Due":
        """Those of them that meet these too."""
        return replace(self, conditions=(*self.conditions, *conditions))

    @cached_property
    def waiting(self) -> Select[Any]:
        """Their ids, the longest waiting first, and of those the oldest; wants NOW."""
        is_free = or_(self.model.lease_until.is_(None), self.model.lease_until <= NOW)
        due = select(self.model.id).where(self.at <= NOW, is_free, *self.conditions)
        return due.order_by(self.at, self.model.id).limit(self.limit)

    @cached_property
    def hold(self) -> Update:
        """Holds those that no other worker is about to hold, and returns their ids; wants NOW and `until`."""
        taken = select(self.waiting.with_for_update(**HOLD, skip_locked=True).cte("taken").c.id)
        held = {"lease_until": _UNTIL, self.at.key: _UNTIL}
        return (
            update(self.model)
            .where(self.model.id.in_(taken))
            .values(held)
            .returning(self.model.id)
            .execution_options(synchronize_session=False)
        )


def claim(db: Database, due: Due) -> list[int]:
    """Ids of rows that are due, now held for the lease, in order.

    The time at which they were due becomes the lease's end, so that a hint arriving meanwhile (which sets it to an
    earlier time) can be told from the claim itself.
    """
    now = utc_now()
    with db.read() as session:
        if session.scalar(due.waiting, {"now": now}) is None:
            return []
    with db.write() as session:
        return sorted(session.scalars(due.hold, {"now": now, "until": now + due.lease}))


def let_go(row: Payment | Authorization, planned: datetime | None, now: datetime) -> None:
    """End the hold on `row` and plan its next inquiry: at once where a hint came while it was held."""
    held_until, due = row.lease_until, row.next_inquiry_at
    hinted = held_until is not None and due is not None and due < held_until
    is_over = row.status in (PaymentStatus.PAID, AuthorizationStatus.CANCELLED)
    row.lease_until = None
    row.next_inquiry_at = now if hinted and not is_over else planned
