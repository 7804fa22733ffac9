"""The time one call may take, enforced where the waiting happens.

`requests` limits each read, so a server that sends one byte a second is never late. Here every wait on the socket,
below TLS and below HTTP, lasts at most until the call's end. No timer and no extra thread is needed, so it holds
the same in threads and under gevent (whose TLS sockets, too, start their timeout anew with every byte).
"""

from __future__ import annotations

import socket
import time
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from .errors import RequestInvalid

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


# Far above any use, and far below what an operating system takes for a timeout.
_LONGEST = 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for name, connection and TLS together; for one wait on an answer; for the whole call."""

    connect_timeout: float
    read_timeout: float
    deadline: float

    def __post_init__(self) -> None:
        for limit in fields(self):
            if not 0 < getattr(self, limit.name) <= _LONGEST:
                raise RequestInvalid(limit.name, f"must be above 0 and at most {_LONGEST} seconds")


class Call:
    """One call under way: its time, and whether any byte of its request has left."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ends_at = time.monotonic() + limits.deadline
        self._connected_by: float | None = None
        self.has_started_sending = False

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends_at

    def start_connecting(self) -> None:
        self._connected_by = time.monotonic() + self._limits.connect_timeout

    def finish_connecting(self) -> None:
        self._connected_by = None

    def time_to_wait(self) -> float:
        """Seconds the next wait may last. Raises TimeoutError when there are none left."""
        now = time.monotonic()
        if self._connected_by is None:
            longest = min(self._limits.read_timeout, self._ends_at - now)
        else:
            longest = min(self._connected_by, self._ends_at) - now
        if longest <= 0:
            raise TimeoutError("the time for this call is over")
        return longest


# A pooled connection outlives its calls, and neither `requests` nor `urllib3` hands it more than a number:
# the context (of the thread or the greenlet) is what ties it to the call it is serving.
current_call: ContextVar[Call] = ContextVar("current_call")


class CallSocket(socket.socket):
    """A socket that waits no longer than the current call may."""

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        self.settimeout(current_call.get().time_to_wait())
        return super().recv(bufsize, flags)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        self.settimeout(current_call.get().time_to_wait())
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        self.settimeout(current_call.get().time_to_wait())
        super().sendall(data, flags)
