"""Recomputing every balance from the history, without the network. One snapshot, a fixed number of queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.models import Payment
from app.services.book_checks import check_rows
from app.services.breaks import Break, leave_out_settled
from app.services.forgotten import check_due_times
from app.services.history_checks import Totals, check_proofs, check_requests, check_statuses, check_totals


@dataclass(frozen=True)
class Books:
    """`breaks` are those nobody has explained; `totals` what the rows add up to, by what and currency."""

    breaks: list[Break]
    settled: int
    totals: Totals


def check_books(db: Database) -> Books:
    """Compare every row with its history, its neighbours, JKOPay's own answers and the clock."""
    rows, history = Totals(), Totals()
    with _snapshot(db) as session:
        found = [*check_statuses(session, rows, history), *check_totals(rows, history)]
        found += [*check_rows(session), *check_proofs(session), *check_requests(session)]
        found += check_due_times(session, utc_now())
        left = leave_out_settled(session, found)
    return Books(left, len(found) - len(left), rows)


def count_payments(db: Database) -> int:
    """How much there is to check."""
    with db.read() as session:
        return session.scalar(select(func.count(Payment.id))) or 0


@contextmanager
def _snapshot(db: Database) -> Iterator[Session]:
    """All queries see one moment, so that a shop at work shows no difference that is none."""
    with db.read() as session:
        if not db.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
