"""The queue that makes some work sooner. Losing everything in it loses nothing: what is due is a column of its row.

A module of its own, because a task is named after the module it is defined in, and the jobs process runs as `__main__`.
"""

import sqlite3
from collections.abc import Callable

import structlog
from huey import PostgresHuey, SqliteHuey
from huey.api import Huey
from sqlalchemy import make_url
from structlog.contextvars import bound_contextvars, get_contextvars

from app.config import Settings
from app.db import FIRST_SAFE_WAL, NOTICE_VANISHED, Database
from app.services.details import detail_soon
from app.services.inquiries import inquire_soon
from app.services.wallet import Wallet

log = structlog.get_logger(__name__)


class Queue:
    """The queue of one process, bound to its database and wallet. Web processes only put into it."""

    def __init__(self, settings: Settings, db: Database, wallet: Wallet) -> None:
        self.huey = _make_huey(settings, create_tables=False)

        @self.huey.task()  # type: ignore[untyped-decorator]
        def inquire_payment(payment_id: int, request_id: str = "") -> None:
            _follow(wallet, request_id, lambda: inquire_soon(db, wallet, payment_id))

        @self.huey.task()  # type: ignore[untyped-decorator]
        def ask_detail(authorization_id: int, request_id: str = "") -> None:
            _follow(wallet, request_id, lambda: detail_soon(db, wallet, authorization_id))

        self._inquire_payment = inquire_payment
        self._ask_detail = ask_detail

    def ask_soon(self, payment_id: int) -> None:
        """Queue an inquiry of a payment."""
        self._put(self._inquire_payment, payment_id)

    def detail_soon(self, authorization_id: int) -> None:
        """Queue a question about an authorization."""
        self._put(self._ask_detail, authorization_id)

    def _put(self, task: Callable[[int, str], object], row_id: int) -> None:
        """A queue that cannot take it costs a few seconds, because the sweep will come by."""
        try:
            task(row_id, get_contextvars().get("request_id", ""))
        except Exception as error:  # noqa: BLE001  whatever the queue's database raises, the request must not fail
            log.warning("queue_unavailable", error=type(error).__name__)


def _follow(wallet: Wallet, request_id: str, ask: Callable[[], None]) -> None:
    """Ask, under the id of the request that wanted it. While JKOPay is away the row stays due, for the sweep."""
    if not wallet.breaker.is_open:
        with bound_contextvars(request_id=request_id):
            ask()


def make_queue_tables(settings: Settings) -> None:
    """Make what the queue needs. By one process: PostgreSQL lets two that make the same table at once fail."""
    _make_huey(settings, create_tables=True).storage.close()


def _make_huey(settings: Settings, *, create_tables: bool) -> Huey:
    if make_url(settings.database_url).get_backend_name() != "sqlite":
        dsn = make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("shop", dsn=dsn, results=False, create_tables=create_tables, **NOTICE_VANISHED)
    queue = settings.data_dir / "queue.db"
    # The same rule as for the shop's own database, but by the stdlib's SQLite, which is what huey uses.
    wal = sqlite3.sqlite_version_info >= FIRST_SAFE_WAL
    return SqliteHuey("shop", filename=str(queue), journal_mode="wal" if wal else "truncate", fsync=True, results=False)
