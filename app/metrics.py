"""What a monitor reads at `/metrics`: of the calls, counted by each process, and of the rows, read when asked.

No label carries a number, a token or a person: a label names an API, an outcome, a result code or a sweep.
"""

import os
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database, utc_now
from app.services.backlog import SWEEPS, read_backlog

__all__ = ["CONTENT_TYPE", "FOLDER", "observe_breaker", "observe_call", "observe_waiting", "write_counts", "write_rows"]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which the workers of one server share their counts; it must be set before this module loads."""

_OURS = CollectorRegistry()

_CALLS = Counter("jkopay_calls", "Calls of JKOPay.", ("api", "outcome", "result"), registry=_OURS)
# A call takes 15 s at most; the buckets before it tell a slow JKOPay from one that is away.
_SECONDS = Histogram(
    "jkopay_call_seconds",
    "How long calls of JKOPay that were sent took.",
    ("api", "outcome"),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 16),
    registry=_OURS,
)
_BREAKER = Gauge("jkopay_breaker_open", "1 while calls are held back.", registry=_OURS, multiprocess_mode="livemax")
_WAITING = Gauge(
    "shop_waiting_browsers", "Browsers that wait for news of their order.", registry=_OURS, multiprocess_mode="livesum"
)


def observe_call(*, api: str, outcome: str, result: str, seconds: float) -> None:
    """Count one call; see `app.services.guarded_client.Observe`."""
    _CALLS.labels(api, outcome, result).inc()
    if outcome != "held_back":
        _SECONDS.labels(api, outcome).observe(seconds)


def observe_breaker(is_open: bool) -> None:
    """Note the breaker's new state."""
    _BREAKER.set(is_open)


def observe_waiting(count: int) -> None:
    """Note how many browsers wait in this process now."""
    _WAITING.set(count)


def write_counts() -> bytes:
    """What was counted, in Prometheus' text format: by this process, or by all workers that share a folder."""
    counted = _OURS
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted)


def write_rows(db: Database) -> bytes:
    """What the rows of `db` tell, in Prometheus' text format."""
    rows = CollectorRegistry()
    rows.register(_Rows(db))
    return generate_latest(rows)


class _Rows(Collector):
    def __init__(self, db: Database) -> None:
        self._db = db

    def describe(self) -> list[Metric]:
        """Nothing: otherwise registering would read the database once more."""
        return []

    def collect(self) -> Iterator[Metric]:
        try:
            backlog = read_backlog(self._db, utc_now())
        except SQLAlchemyError:
            yield GaugeMetricFamily("shop_database_up", "1 while the database answers.", 0)
            return
        yield GaugeMetricFamily("shop_database_up", "1 while the database answers.", 1)
        yield GaugeMetricFamily(
            "shop_oldest_unknown_seconds",
            "How long the oldest payment, refund or authorization waits for an answer of JKOPay; 0 where none does.",
            backlog.oldest_unknown.total_seconds(),
        )
        lag = GaugeMetricFamily(
            "shop_sweep_lag_seconds", "How long the oldest due row waits to be taken up.", labels=("sweep",)
        )
        due = GaugeMetricFamily("shop_due_rows", "Rows that are due and held by nobody.", labels=("sweep",))
        for sweep in SWEEPS:
            lag.add_metric((sweep,), backlog.lag[sweep].total_seconds())
            due.add_metric((sweep,), backlog.due[sweep])
        yield lag
        yield due
