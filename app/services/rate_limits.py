"""Counting tries, together for all processes that share a database."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import Database, utc_now
from app.models import RateLimit


def count_try(db: Database, key: str, window: timedelta, amount: int = 1) -> int:
    """Add `amount` under `key` and return the sum since its window of this length began, all in one statement."""
    now = utc_now()
    make = sqlite.insert if db.is_sqlite else postgresql.insert
    first = make(RateLimit).values(key=_hash(key), count=amount, ends_at=now + window)
    is_over = RateLimit.ends_at <= now
    statement = first.on_conflict_do_update(
        index_elements=[RateLimit.key],
        set_={
            "count": case((is_over, amount), else_=RateLimit.count + amount),
            "ends_at": case((is_over, now + window), else_=RateLimit.ends_at),
        },
    ).returning(RateLimit.count)
    with db.write() as session:
        return session.scalars(statement).one()


def read_tries(db: Database, key: str) -> tuple[int, datetime]:
    """The sum so far under `key` and when its window ends; none and now where there is no window."""
    now = utc_now()
    query = select(RateLimit.count, RateLimit.ends_at).where(RateLimit.key == _hash(key), RateLimit.ends_at > now)
    with db.read() as session:
        found = session.execute(query).first()
    return (found[0], found[1]) if found else (0, now)


def forget_tries(db: Database, key: str | None = None) -> int:
    """Delete what is counted under `key`, or without one every window that is over. Returns how many rows went."""
    wanted = RateLimit.ends_at <= utc_now() if key is None else RateLimit.key == _hash(key)
    with db.write() as session:
        return len(session.scalars(delete(RateLimit).where(wanted).returning(RateLimit.key)).all())


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
