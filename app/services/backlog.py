"""What is due and not done, and what nobody knows: the figures that tell whether the jobs keep up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import Database
from app.models import Authorization, Charge, Payment, PaymentStatus, Refund, RefundStatus, Subscription

_Held = type[Payment] | type[Charge] | type[Refund] | type[Authorization] | type[Subscription]

_BY_LINK = Payment.kind == "payment"
_DUE: dict[str, tuple[_Held, InstrumentedAttribute[datetime | None], tuple[ColumnElement[bool], ...]]] = {
    "payments": (Payment, Payment.next_inquiry_at, (_BY_LINK,)),
    "charges": (Charge, Charge.next_inquiry_at, ()),
    "refunds": (Refund, Refund.next_attempt_at, ()),
    "authorizations": (Authorization, Authorization.next_inquiry_at, ()),
    "subscriptions": (Subscription, Subscription.next_charge_at, ()),
}

SWEEPS = tuple(_DUE)
"""The kinds of work the jobs sweep for."""


@dataclass(frozen=True)
class Backlog:
    """`lag` and `due` by sweep: how late the oldest free row is, and how many there are."""

    oldest_unknown: timedelta
    lag: Mapping[str, timedelta]
    due: Mapping[str, int]


def read_backlog(db: Database, now: datetime) -> Backlog:
    """The figures at `now`, from one read of each kind of row."""
    lag, due = {}, {}
    with db.read() as session:
        for sweep, (model, column, wanted) in _DUE.items():
            free = or_(model.lease_until.is_(None), model.lease_until <= now)
            query = select(func.min(column), func.count()).where(column <= now, free, *wanted)
            oldest, due[sweep] = session.execute(query).one()
            lag[sweep] = timedelta() if oldest is None else now - oldest
        return Backlog(_oldest_unknown(session, now), lag, due)


def _oldest_unknown(session: Session, now: datetime) -> timedelta:
    unended = Payment.status.in_((PaymentStatus.NEW, PaymentStatus.PENDING))
    since = (
        select(func.min(Payment.silent_since)).where(unended),
        select(func.min(Authorization.silent_since)).where(Authorization.next_inquiry_at.is_not(None)),
        select(func.min(Refund.created_at)).where(Refund.status == RefundStatus.UNKNOWN),
    )
    moments = [moment for moment in map(session.scalar, since) if moment is not None]
    return now - min(moments, default=now)
