"""The jobs' sign of life, in the database, because they and the pages may run on different machines."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from app.db import Database
from app.models import JobsProcess

BEAT_SECONDS = 5.0

ALIVE_WITHIN = timedelta(seconds=30)
"""Six beats, which also leaves room for clocks of two machines that differ a little."""

_FORGOTTEN = timedelta(days=1)


def beat(db: Database, name: str, now: datetime) -> None:
    """The jobs process `name` is at work. Those not heard of for a day are forgotten."""
    with db.write() as session:
        row = session.get(JobsProcess, name)
        if row is None:
            session.add(JobsProcess(name=name, started_at=now, seen_at=now))
            session.execute(delete(JobsProcess).where(JobsProcess.seen_at < now - _FORGOTTEN))
        else:
            row.seen_at = now


def stop_beating(db: Database, name: str) -> None:
    """The jobs process `name` ends as it should."""
    with db.write() as session:
        session.execute(delete(JobsProcess).where(JobsProcess.name == name))


def count_alive(db: Database, now: datetime) -> int:
    """How many jobs processes were heard of lately."""
    with db.read() as session:
        query = select(func.count()).select_from(JobsProcess).where(JobsProcess.seen_at > now - ALIVE_WITHIN)
        return session.scalars(query).one()
