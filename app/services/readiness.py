"""Whether everything a shopper needs is there, and what to do about what is not."""

from collections.abc import Mapping

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database, utc_now
from app.services.breaker import Breaker
from app.services.heartbeat import count_alive

# English and without addresses: they are for whoever runs the shop, and anybody may ask.
_DATABASE = "The database does not answer. Start it, or check DATABASE_URL; `python -m app.prepare` makes the tables."
_JOBS = (
    "No jobs process was heard of for 30 s. Start `python -m app.jobs` with the same settings; where it runs, it "
    "cannot write to the database: its disk may be full."
)
_JKOPAY = (
    "JKOPay does not answer. Nothing is lost: calls start again by themselves. Check the network and JKOPAY_BASE_URL."
)

log = structlog.get_logger(__name__)


def find_faults(db: Database, breaker: Breaker) -> Mapping[str, str | None]:
    """How to mend `database`, `jobs` and `jkopay`; None for what is well. JKOPay as this process' breaker sees it."""
    try:
        alive = count_alive(db, utc_now())
    except SQLAlchemyError as error:
        log.error("database_unavailable", error=type(error).__name__)
        database, jobs = _DATABASE, "Unknown while the database does not answer."
        return {"database": database, "jobs": jobs, "jkopay": _JKOPAY if breaker.is_open else None}
    return {"database": None, "jobs": None if alive else _JOBS, "jkopay": _JKOPAY if breaker.is_open else None}
