"""Work that nobody would come back to: an unfinished row has a due time, and no lease ends more than an hour ahead.

What must happen later is a column in its row and nowhere else (money rule 8). A row in which that column is empty, or
was written while a clock was years fast, waits in silence: no sweep takes it, and no figure calls it late.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.db import HOLD, Database, utc_now
from app.models import (
    ENDED_UNPAID,
    Authorization,
    AuthorizationStatus,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    Subscription,
    SubscriptionStatus,
)
from app.services.breaks import Break, BreakKind
from app.services.inquiry_schedule import UNTOLD_STEP

_LONGEST_LEASE = timedelta(hours=1)
"""None is meant to last a minute; clocks may differ by the rest."""

_ASKED_WITHIN = UNTOLD_STEP + timedelta(days=1)
_CHARGED_WITHIN = timedelta(days=400)
"""The longest cycle is a year."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Work:
    """`unfinished` rows of `model` are due at `at`, which in no row is more than `within` ahead.

    `place` is the ids of a row's order and authorization.
    """

    model: type[Payment] | type[Refund] | type[Authorization] | type[Subscription]
    at: InstrumentedAttribute[datetime | None]
    within: timedelta
    unfinished: ColumnElement[bool]
    place: tuple[SQLColumnExpression[Any], SQLColumnExpression[Any]]


def check_due_times(session: Session, now: datetime) -> Iterator[Break]:
    """One break for every row that nobody would come back to."""
    for work in _WORK:
        rows = select(work.model.number, work.at, work.model.lease_until, *work.place)
        for number, due, lease, *place in session.execute(rows.where(_is_forgotten(work, now))):
            yield Break(BreakKind.FORGOTTEN, number, *_tell(work, due, lease, now), *place)


def plan_again(db: Database) -> None:
    """Make due, and free, whatever nobody would come back to: its sweep takes it up, as if its time had come."""
    now = utc_now()
    for work in _WORK:
        model = work.model
        # Whom another transaction holds just then is not forgotten.
        found = select(model.id).where(_is_forgotten(work, now)).with_for_update(**HOLD, skip_locked=True)
        lease = case((model.lease_until > now + _LONGEST_LEASE, null()), else_=model.lease_until)
        planned = (
            update(model)
            .where(model.id.in_(select(found.cte("found").c.id)))
            .values({work.at.key: now, "lease_until": lease})
            .returning(model.number)
            .execution_options(synchronize_session=False)
        )
        with db.write() as session:
            for number in session.scalars(planned):
                log.warning("planned_again", row=number)


def _is_forgotten(work: _Work, now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(work.at.is_(None), work.unfinished),
        # Without a due time nothing is to be done with a finished row, whatever held it last.
        and_(work.at.is_not(None), work.model.lease_until > now + _LONGEST_LEASE),
        work.at > now + work.within,
    )


def _tell(work: _Work, due: datetime | None, lease: datetime | None, now: datetime) -> tuple[str, str]:
    """What the row says and should say."""
    if due is not None and lease is not None and lease > now + _LONGEST_LEASE:
        return f"lease_until {_show(lease)}", "lease_until ≤ +1 h"
    return f"{work.at.key} {_show(due) if due else '-'}", f"{work.at.key} ≤ +{work.within.days} d"


def _show(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _of_payment(column: SQLColumnExpression[Any]) -> SQLColumnExpression[Any]:
    return select(column).where(Payment.id == Refund.payment_id).scalar_subquery()


_P, _A = PaymentStatus, AuthorizationStatus
_AUTHORIZATION_ID = Payment.__table__.c.authorization_id
# Until JKOPay says for good that nobody paid, its order keeps the goods. That of a charge waits for its shopper.
_KEEPS_GOODS = and_(
    Payment.kind == "payment",
    Payment.status.in_(ENDED_UNPAID),
    Payment.id.in_(select(Order.payment_id).where(Order.status == OrderStatus.OPEN)),
)
_WORK = (
    _Work(
        Payment,
        Payment.next_inquiry_at,
        _ASKED_WITHIN,
        or_(Payment.status.in_((_P.NEW, _P.PENDING)), _KEEPS_GOODS),
        (Payment.order_id, _AUTHORIZATION_ID),
    ),
    _Work(
        Refund,
        Refund.next_attempt_at,
        _ASKED_WITHIN,
        Refund.status.in_((RefundStatus.REQUESTED, RefundStatus.UNKNOWN)),
        (_of_payment(Payment.order_id), _of_payment(_AUTHORIZATION_ID)),
    ),
    _Work(
        Authorization,
        Authorization.next_inquiry_at,
        _ASKED_WITHIN,
        Authorization.status.in_((_A.NEW, _A.PENDING, _A.GRANTED, _A.CANCELLING)),
        (null(), Authorization.id),
    ),
    _Work(
        Subscription,
        Subscription.next_charge_at,
        _CHARGED_WITHIN,
        Subscription.status == SubscriptionStatus.ACTIVE,
        (null(), Subscription.authorization_id),
    ),
)
