"""Work behind the pages. The sweeps do everything that is due; the queue only makes some of it sooner.

`python -m app.jobs` runs both until SIGINT or SIGTERM.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from huey import PostgresHuey, SqliteHuey
from huey.api import Huey
from sqlalchemy import make_url

from app.config import Settings, SettingsError, load_settings
from app.db import WAL_IS_SAFE, Database
from app.logs import configure_logs
from app.services.inquiries import inquire_soon, sweep_payments
from app.services.refund_recovery import sweep_refunds
from app.services.wallet import Wallet

SWEEP_SECONDS = 1.0
# Two, so that one silent call (15 s) does not hold up everybody else's payments.
PAYMENT_SWEEPERS = 2
QUEUE_WORKERS = 2

log = structlog.get_logger(__name__)


class Jobs:
    """The queue of one process, bound to its database and wallet. Web processes only put into it."""

    def __init__(self, settings: Settings, db: Database, wallet: Wallet) -> None:
        self.huey = _make_huey(settings)

        @self.huey.task()  # type: ignore[untyped-decorator]
        def inquire_payment(payment_id: int) -> None:
            inquire_soon(db, wallet, payment_id)

        self._inquire_payment = inquire_payment

    def ask_soon(self, payment_id: int) -> None:
        """Queue an inquiry. A queue that cannot take it costs a few seconds, because the sweep will come by."""
        try:
            self._inquire_payment(payment_id)
        except Exception as error:  # noqa: BLE001  whatever the queue's database raises, the request must not fail
            log.warning("queue_unavailable", error=type(error).__name__)


class Sweeper(threading.Thread):
    """Calls one sweep until there is nothing due, then waits a moment; survives whatever the sweep raises."""

    def __init__(self, name: str, sweep: Callable[[], int], stopping: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._sweep = sweep
        self._stopping = stopping

    def run(self) -> None:
        """Sweep until `stopping` is set."""
        while not self._stopping.is_set():
            done = 0
            try:
                done = self._sweep()
            except Exception:
                log.exception("sweep_failed", sweep=self.name)
            if not done:
                self._stopping.wait(SWEEP_SECONDS)


def start_sweepers(db: Database, wallet: Wallet, stopping: threading.Event) -> list[Sweeper]:
    """The threads that do what is due in `db`."""
    sweepers = [
        Sweeper(f"payments-{number}", lambda: sweep_payments(db, wallet), stopping)
        for number in range(PAYMENT_SWEEPERS)
    ]
    sweepers.append(Sweeper("refunds", lambda: sweep_refunds(db, wallet), stopping))
    for sweeper in sweepers:
        sweeper.start()
    return sweepers


def run(settings: Settings) -> None:
    """Work until a signal says stop."""
    from app import connect

    db, wallet = connect(settings)
    consumer = Jobs(settings, db, wallet).huey.create_consumer(workers=QUEUE_WORKERS, initial_delay=0.05)
    stopping = threading.Event()
    start_sweepers(db, wallet, stopping)
    consumer.start()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    stopping.wait()
    consumer.stop(graceful=False)


def _make_huey(settings: Settings) -> Huey:
    if make_url(settings.database_url).get_backend_name() != "sqlite":
        dsn = make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("shop", dsn=dsn, results=False)
    queue = Path(settings.data_dir) / "queue.db"
    # The same rule as the shop's own database, by the stdlib's SQLite, which is what huey uses.
    import sqlite3

    wal = WAL_IS_SAFE and sqlite3.sqlite_version_info >= (3, 51, 3)
    return SqliteHuey("shop", filename=str(queue), journal_mode="wal" if wal else "truncate", fsync=True, results=False)


def main() -> int:
    """Run the jobs of the settings in the environment."""
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    configure_logs()
    logging.getLogger("huey").setLevel(logging.WARNING)
    with suppress(KeyboardInterrupt):
        run(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
