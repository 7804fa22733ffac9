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

from app.config import Settings, SettingsError, load_settings
from app.db import Database
from app.logs import configure_logs
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

log = structlog.get_logger(__name__)


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
    others: tuple[tuple[str, Callable[[], int]], ...] = (
        ("links", lambda: sweep_links(db, wallet)),
        ("refunds", lambda: sweep_refunds(db, wallet)),
        ("authorizations", lambda: sweep_authorizations(db, wallet)),
        ("subscriptions", lambda: sweep_subscriptions(db)),
        ("charges", lambda: sweep_charges(db, wallet)),
    )
    sweepers += [Sweeper(name, sweep, stopping) for name, sweep in others]
    for sweeper in sweepers:
        sweeper.start()
    return sweepers


def run(settings: Settings) -> None:
    """Work until a signal says stop."""
    from app import connect

    db, wallet = connect(settings)
    consumer = Queue(settings, db, wallet).huey.create_consumer(workers=QUEUE_WORKERS, initial_delay=0.05)
    stopping = threading.Event()
    start_sweepers(db, wallet, stopping)
    consumer.start()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    stopping.wait()
    consumer.stop(graceful=False)


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
