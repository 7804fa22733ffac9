"""Server-sent events: one thread a process watches the database and wakes the browsers that wait in it.

However many wait, the database sees one query a tick, and on SQLite only where something was written at all.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue

import structlog

from app.db import Database, utc_now
from app.metrics import observe_waiting
from app.services.orders import LiveStatus, live_status
from app.web.changes import Changes

TICK_SECONDS = 0.25

HEARTBEAT_SECONDS = (15.0, 25.0)
"""Between these a waiting browser is told that nothing happened; also how a browser that left is noticed."""

LIFETIME_SECONDS = 600.0
"""A stream ends after this and the browser comes again, so that none outlives a deployment for long."""

RETRY_MILLISECONDS = (1000, 4000)
"""When a browser comes again; spread, because a restart sends all of them at once."""

log = structlog.get_logger(__name__)


class Waiter:
    """One waiting browser."""

    def __init__(self, watcher: "Watcher", token: str) -> None:
        self.token = token
        self.woken: SimpleQueue[LiveStatus] = SimpleQueue()
        self._watcher = watcher

    def leave(self) -> None:
        """Wait no longer. May be called twice."""
        self._watcher.remove(self)

    def stream(self, status: LiveStatus) -> Iterator[str]:
        """Events from `status` on, until nothing more can change or the stream's time is over."""
        end = time.monotonic() + LIFETIME_SECONDS
        yield f"retry: {random.randint(*RETRY_MILLISECONDS)}\n{_event(status)}"  # noqa: S311  spreading, not secrecy
        while not status.is_final and time.monotonic() < end:
            try:
                woken = self.woken.get(timeout=random.uniform(*HEARTBEAT_SECONDS))  # noqa: S311
            except Empty:
                yield ": waiting\n\n"
                continue
            if woken.version > status.version:
                status = woken
                yield _event(status)


class Watcher:
    """The watching thread; it runs while anybody waits. Safe under threads and under gevent."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._waiters: dict[str, set[Waiter]] = {}
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many browsers wait in this process."""
        with self._lock:
            return sum(len(waiters) for waiters in self._waiters.values())

    def join(
        self, token: str, find: Callable[[Database, str], LiveStatus | None] = live_status
    ) -> tuple[Waiter, LiveStatus] | None:
        """A waiter at what `find` finds, an order or an authorization, and its status now; None where it finds none.

        The waiter is registered before the status is read, so that no change falls between the two.
        """
        waiter = Waiter(self, token)
        self._add(waiter)
        try:
            status = find(self._db, token)
        except BaseException:
            waiter.leave()
            raise
        if status is None:
            waiter.leave()
            return None
        return waiter, status

    def remove(self, waiter: Waiter) -> None:
        """Forget a waiter."""
        with self._lock:
            waiters = self._waiters.get(waiter.token, set())
            waiters.discard(waiter)
            if not waiters:
                self._waiters.pop(waiter.token, None)

    def _add(self, waiter: Waiter) -> None:
        with self._lock:
            self._waiters.setdefault(waiter.token, set()).add(waiter)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="live-watcher", daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        changes = Changes(self._db)
        while not self._is_over():
            try:
                for status in changes.read():
                    self._wake(status)
            except Exception as error:  # noqa: BLE001  whatever the database raises, browsers must be told again later
                log.warning("live_watcher_failed", error=type(error).__name__)
                changes.close()
                time.sleep(1)
            observe_waiting(self.waiting)
            time.sleep(TICK_SECONDS)
        changes.close()
        observe_waiting(0)

    def _is_over(self) -> bool:
        with self._lock:
            if self._waiters:
                return False
            self._thread = None
            return True

    def _wake(self, status: LiveStatus) -> None:
        with self._lock:
            waiters = list(self._waiters.get(status.token, ()))
        for waiter in waiters:
            waiter.woken.put(status)


def _event(status: LiveStatus) -> str:
    return f"data: {json.dumps(status.payload(utc_now()))}\n\n"
