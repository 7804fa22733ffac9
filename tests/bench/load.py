"""Asking for one page over and over, and what the answers took."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import gevent

from tests.bench.connection import Connection


@dataclass
class Load:
    """Answers: in how many seconds they came, what each took, and how long the server's processor worked for all."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    processor_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def work(self) -> float:
        """Processor seconds an answer."""
        return self.processor_seconds / len(self.latencies)

    def add(self, other: "Load") -> None:
        """Count another round of the same page in."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.processor_seconds += other.processor_seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ask_constantly(port: int, path: str, *, seconds: float, connections: int) -> Load:
    """As many answers as come: every connection asks again at once."""
    load, started = Load(), time.perf_counter()

    def browse() -> None:
        with Connection(port) as connection:
            while (asked := time.perf_counter()) - started < seconds:
                connection.get(path)
                load.latencies.append(time.perf_counter() - asked)

    gevent.joinall([gevent.spawn(browse) for _ in range(connections)], raise_error=True)
    load.seconds = time.perf_counter() - started
    return load


def ask_calmly(port: int, path: str, *, seconds: float, every: float) -> Load:
    """A page every so many seconds, each timed from when it was due: a stall counts for all who come during it."""
    load, started = Load(), time.perf_counter()
    with Connection(port) as connection:
        for number in range(int(seconds / every)):
            due = started + number * every
            gevent.sleep(max(0.0, due - time.perf_counter()))
            connection.get(path)
            load.latencies.append(time.perf_counter() - due)
    load.seconds = time.perf_counter() - started
    return load
