"""How long noted calls are kept: by age and by number."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from app.db import Database
from app.models import ApiCall

AT_ONCE = 1_000
"""Rows of one transaction, so that no payment waits for the deletion of many."""

MOST_ROUNDS = 20
"""Of one call, so that whoever calls comes back to its other work; what is left goes the next time."""


def forget_calls(db: Database, *, days: int, most: int, now: datetime) -> int:
    """Delete calls older than `days` and all but the newest `most`. Returns how many went."""
    newest_too_many = select(ApiCall.id).order_by(ApiCall.id.desc()).offset(most).limit(1).scalar_subquery()
    is_over = or_(ApiCall.at < now - timedelta(days=days), ApiCall.id <= newest_too_many)
    oldest = select(ApiCall.id).where(is_over).order_by(ApiCall.id).limit(AT_ONCE)
    gone = 0
    for _round in range(MOST_ROUNDS):
        with db.read() as session:
            ids = session.scalars(oldest).all()
        if not ids:
            break
        with db.write() as session:
            session.execute(delete(ApiCall).where(ApiCall.id.in_(ids)))
        gone += len(ids)
    return gone
