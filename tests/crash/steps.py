"""The labelled steps of a process: its commits and its calls to JKOPay, right before and right after each."""

import mmap
import os
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from app.db import Database
from app.heart import Heart
from app.jkopay.apis import Api
from app.jkopay.send import HttpAnswer, Sender
from app.services.api_calls_log import CallWriter

BEFORE_COMMIT, AFTER_COMMIT, BEFORE_SEND, AFTER_SEND = (
    "before a commit",
    "after a commit",
    "before a call",
    "after a call",
)
_OFF, _COUNT_ONLY = -1, 0
_NUMBERS = struct.Struct("ii")


class Trigger:
    """In memory that two processes share: at which step the one dies, and how many it has taken since it was aimed.

    `path` is where the steps are written, one a line, the last one the one it died at.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._memory = mmap.mmap(-1, _NUMBERS.size)
        self._lock = threading.Lock()
        self.rest()

    def rest(self) -> None:
        """Neither count nor kill."""
        self._memory[:] = _NUMBERS.pack(_OFF, 0)

    def aim(self, step: int = _COUNT_ONLY) -> None:
        """Count from now on, and kill at the `step`-th step; without one, only count."""
        self.path.write_bytes(b"")
        self._memory[:] = _NUMBERS.pack(step, 0)

    def taken(self) -> list[str]:
        """The steps since it was aimed."""
        return self.path.read_text().splitlines()

    def step(self, kind: str, what: str) -> None:
        """The process under test is here; it may not get any further."""
        with self._lock:
            aimed_at, count = _NUMBERS.unpack(self._memory)
            # The jobs' sign of life and the inspector's log come by the clock, and mean nothing to money.
            if aimed_at == _OFF or isinstance(threading.current_thread(), Heart | CallWriter):
                return
            self._memory[:] = _NUMBERS.pack(aimed_at, count + 1)
            with self.path.open("a") as file:
                file.write(f"{kind}: {what}\n")
            if count + 1 == aimed_at:
                os.kill(os.getpid(), signal.SIGKILL)


def label_steps(trigger: Trigger) -> None:
    """Make this process tell `trigger` of its steps. For a process of its own only: it cannot be undone."""
    write, send = Database.write, Sender.send

    @contextmanager
    def labelled_write(db: Database) -> Iterator[Session]:
        with write(db) as session:
            yield session
            trigger.step(BEFORE_COMMIT, _caller())
        trigger.step(AFTER_COMMIT, _caller())

    def labelled_send(sender: Sender, api: Api, payload: bytes) -> HttpAnswer:
        trigger.step(BEFORE_SEND, api)
        answer = send(sender, api, payload)
        trigger.step(AFTER_SEND, api)
        return answer

    Database.write = labelled_write  # type: ignore[method-assign, assignment]
    Sender.send = labelled_send  # type: ignore[method-assign, assignment]


def _caller() -> str:
    """The function of the application whose commit it is."""
    frame = sys._getframe(1)
    while frame.f_back is not None and not frame.f_globals.get("__name__", "").startswith("app."):
        frame = frame.f_back
    return frame.f_code.co_name
