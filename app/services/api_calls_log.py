"""Notes calls for the inspector without costing the money anything: later, beside it, and at most.

A call is put into memory, and a thread writes what has gathered twice a second: no commit is added to a checkout, no
connection is taken from its pool, and a database that cannot take it fails no call. What is not written yet is lost
when the process is killed, and when more gathers than can be written.
"""

import atexit
import threading
import weakref
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Authorization, Payment
from app.services.api_calls import Call, masked_row

WRITE_SECONDS = 0.5
BATCH = 50
MOST_WAITING = 500
"""With answers of the usual length half a megabyte; what comes when it is full is left out."""

_FAREWELL_SECONDS = 2.0

log = structlog.get_logger(__name__)


class CallLog:
    """Calls on their way into `db`. Safe to share between threads and greenlets."""

    def __init__(self, db: Database) -> None:
        self._db = db.beside()
        self._waiting: deque[Call] = deque()
        self._left_out = 0
        self._has_some, self._has_many, self._closing = (threading.Event() for _ in range(3))
        self._starting, self._writing = threading.Lock(), threading.Lock()
        self._writer: CallWriter | None = None
        # Not by a bound method, which would keep every log of a process until its end.
        atexit.register(_close, weakref.ref(self))

    def keep(self, call: Call) -> None:
        """Note `call`. Returns at once and never raises."""
        if len(self._waiting) >= MOST_WAITING:
            self._left_out += 1
            return
        self._waiting.append(call)
        self._has_some.set()
        if len(self._waiting) >= BATCH:
            self._has_many.set()
        if self._writer is None:
            self._start()

    def flush(self) -> None:
        """Write what this process has noted so far."""
        with self._writing:
            while batch := self._take():
                self._write(batch)
        left_out, self._left_out = self._left_out, 0
        if left_out:
            log.warning("api_calls_left_out", count=left_out)

    def close(self) -> None:
        """End the thread when it has written what is left, in 2 s at most: a database may be away."""
        for event in (self._closing, self._has_some, self._has_many):
            event.set()
        if self._writer is not None and self._writer.is_alive():
            self._writer.join(_FAREWELL_SECONDS)
        self._db.close()

    def write_until_closed(self) -> None:
        """What the thread does."""
        while not self._closing.is_set():
            self._has_some.wait()
            self._has_many.wait(WRITE_SECONDS)
            self._has_some.clear()
            self._has_many.clear()
            self.flush()
        self.flush()

    def _start(self) -> None:
        # Not before the first call: a process that forks afterwards would be left without its thread.
        with self._starting:
            if self._writer is None and not self._closing.is_set():
                self._writer = CallWriter(self)
                # No thread starts any more while the interpreter ends.
                with suppress(RuntimeError):
                    self._writer.start()

    def _take(self) -> list[Call]:
        batch: list[Call] = []
        while self._waiting and len(batch) < BATCH:
            batch.append(self._waiting.popleft())
        return batch

    def _write(self, batch: Sequence[Call]) -> None:
        try:
            with self._db.read() as session:
                numbers = _numbers_of(session, batch)
            rows = [masked_row(call, numbers.get(call.callback_token or "")) for call in batch]
            with self._db.write() as session:
                session.add_all(rows)
        except Exception as error:  # noqa: BLE001  whatever it is, a log must not stop the shop, nor the next batch
            log.warning("api_calls_lost", count=len(batch), error=type(error).__name__)


class CallWriter(threading.Thread):
    """Writes for `calls` until it is closed."""

    def __init__(self, calls: CallLog) -> None:
        super().__init__(name="api-calls", daemon=True)
        self._calls = calls

    def run(self) -> None:
        """Write twice a second while there is something to write."""
        self._calls.write_until_closed()


def _numbers_of(session: Session, batch: Sequence[Call]) -> dict[str, str]:
    """The numbers of the payments and authorizations to whose addresses JKOPay called."""
    tokens = {call.callback_token for call in batch if call.callback_token}
    if not tokens:
        return {}
    found: dict[str, str] = {}
    for row in (Payment, Authorization):
        query = select(row.callback_token, row.number).where(row.callback_token.in_(tokens))
        found.update((token, number) for token, number in session.execute(query) if token)
    return found


def _close(calls: "weakref.ref[CallLog]") -> None:
    still_there = calls()
    if still_there is not None:
        still_there.close()
