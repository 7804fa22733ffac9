"""Work behind the pages. The sweeps do everything that is due; the queue's workers do some of it sooner.

`python -m app.jobs` runs both until SIGINT or SIGTERM.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars

from app.config import Settings, SettingsError, load_settings
from app.db import Database
from app.heart import Heart
from app.jobs_metrics import serve_metrics
from app.logs import configure_logs, new_request_id
from app.queue import Queue
from app.services.charge_recovery import sweep_charges
from app.services.details import sweep_authorizations
from app.services.inquiries import sweep_links, sweep_payments
from app.services.refund_recovery import sweep_refunds
from app.services.subscriptions import sweep_subscriptions
from app.services.wallet import Wallet

SWEEP_SECONDS = 1.0
# Two, so that one silent call (15 s) does not hold up everybody else's payments.
PAYMENT_SWEEPERS = 2
QUEUE_WORKERS = 2
FAREWELL_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Sweeper(threading.Thread):
    """Calls one sweep until there is nothing due, then waits a moment; survives whatever the sweep raises.

    While the breaker of `wallet` is open it leaves the due rows alone; without a wallet it makes no calls.
    """

    def __init__(self, name: str, sweep: Callable[[], int], stopping: threading.Event, wallet: Wallet | None) -> None:
        super().__init__(name=name, daemon=True)
        self._sweep = sweep
        self._stopping = stopping
        self._wallet = wallet

    def run(self) -> None:
        """Sweep until `stopping` is set."""
        while not self._stopping.is_set():
            if self._is_paused() or not self._sweep_once():
                self._stopping.wait(SWEEP_SECONDS)

    def _is_paused(self) -> bool:
        return self._wallet is not None and self._wallet.breaker.is_open

    def _sweep_once(self) -> int:
        with bound_contextvars(request_id=new_request_id(), sweep=self.name):
            try:
                return self._sweep()
            except SQLAlchemyError as error:
                # Every sweep meets it again and again until the database is back: a line tells as much as a traceback.
                log.error("sweep_failed", error=f"{type(error).__name__}: {str(error).splitlines()[0]}")
            except Exception:
                log.exception("sweep_failed")
            return 0


def start_sweepers(db: Database, wallet: Wallet, stopping: threading.Event) -> list[Sweeper]:
    """The threads that do what is due in `db`."""
    sweepers = [
        Sweeper(f"payments-{number}", lambda: sweep_payments(db, wallet), stopping, wallet)
        for number in range(PAYMENT_SWEEPERS)
    ]
    others: tuple[tuple[str, Callable[[], int]], ...] = (
        ("links", lambda: sweep_links(db, wallet)),
        ("refunds", lambda: sweep_refunds(db, wallet)),
        ("authorizations", lambda: sweep_authorizations(db, wallet)),
        ("charges", lambda: sweep_charges(db, wallet)),
    )
    sweepers += [Sweeper(name, sweep, stopping, wallet) for name, sweep in others]
    sweepers.append(Sweeper("subscriptions", lambda: sweep_subscriptions(db), stopping, None))
    for sweeper in sweepers:
        sweeper.start()
    return sweepers


def run(settings: Settings) -> None:
    """Work until a signal says stop."""
    from app import connect

    db, wallet = connect(settings)
    if settings.jobs_metrics_port:
        serve_metrics(settings, settings.jobs_metrics_port)
    consumer = Queue(settings, db, wallet).huey.create_consumer(workers=QUEUE_WORKERS, initial_delay=0.05)
    stopping = threading.Event()
    start_sweepers(db, wallet, stopping)
    consumer.start()
    # In place of the consumer's own, which only its `run` heeds.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    heart = Heart(settings, db, stopping)
    heart.start()
    stopping.wait()
    consumer.stop(graceful=False)
    wallet.calls.close()
    # A database that is away must not hold up the end; the row is then too old to count within 30 s.
    heart.join(FAREWELL_SECONDS)


def main() -> int:
    """Run the jobs of the settings in the environment."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    try:
        settings = load_settings()
        configure_logs(settings.log_level)
        with suppress(KeyboardInterrupt):
            run(settings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
