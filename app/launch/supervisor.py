"""Keeps a few processes running together: all of them, or none."""

import contextlib
import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import NoReturn, Self
from urllib.parse import urlsplit

STOPPING_SECONDS = 2.0
"""How long a child may take to end by itself; with the killing after it, all have ended within 3 s."""


class StopAsked(Exception):
    """SIGINT, SIGTERM or SIGHUP asked for the end."""


class ChildEnded(Exception):
    """A child that should have kept running ended; `exit_code` is negative for a signal."""

    def __init__(self, name: str, exit_code: int) -> None:
        super().__init__(name, exit_code)
        self.name, self.exit_code = name, exit_code

    def __str__(self) -> str:
        if self.exit_code < 0:
            return f"{self.name} was killed by {signal.Signals(-self.exit_code).name}; everything else was stopped too."
        return f"{self.name} ended with exit code {self.exit_code}; everything else was stopped too."


@dataclass
class Supervisor:
    """Starts children, watches them, and ends all of them on leaving the `with` block, whatever happened.

    A child gets its own session, so that Ctrl-C in a terminal reaches only the supervisor, which ends all quietly.
    """

    environment: Mapping[str, str]
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stop_signals: int = 0

    def __enter__(self) -> Self:
        signal.signal(signal.SIGINT, self._count_signal)
        signal.signal(signal.SIGTERM, self._count_signal)
        # Under nohup a closed terminal is no reason to end.
        if os.name == "posix" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._count_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child that must keep running; `name` is what a person calls it. Only its stderr is shown."""
        self.children[name] = subprocess.Popen(
            command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
            # No thread runs here, so it is safe to run Python between fork and exec.
            preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,
        )

    def wait_until(self, happened: Callable[[], bool]) -> None:
        """Wait, asking again and again.

        Raises StopAsked, ChildEnded.
        """
        while not happened():
            self._look()
            time.sleep(0.02)

    def watch(self) -> NoReturn:
        """Stay until a signal or the end of a child.

        Raises StopAsked, ChildEnded.
        """
        while True:
            self._look()
            time.sleep(0.1)

    def _look(self) -> None:
        if self.stop_signals:
            raise StopAsked
        for name, child in self.children.items():
            if child.poll() is not None:
                raise ChildEnded(name, child.returncode)

    def _count_signal(self, _number: int, _frame: FrameType | None) -> None:
        # Raising here could lose a child that was just started; so it is only noted.
        self.stop_signals += 1

    def _stop(self) -> None:
        before, deadline = self.stop_signals, time.monotonic() + STOPPING_SECONDS
        for child in self.children.values():
            child.terminate()
        # A second Ctrl-C does not want to wait.
        while any(child.poll() is None for child in self.children.values()):
            if time.monotonic() > deadline or self.stop_signals > before:
                break
            time.sleep(0.02)
        for child in self.children.values():
            _kill_session(child)
            child.wait()


def answers(url: str) -> bool:
    """Whether an HTTP server answers there, whatever it says, within a second."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=1)
    try:
        connection.request("GET", address.path)
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _kill_session(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child and of the processes it started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _die_with(supervisor: int) -> Callable[[], None]:
    """What a child does before its program starts, so that it does not outlive a supervisor killed by SIGKILL."""
    prctl, parent_death_signal = ctypes.CDLL(None).prctl, 1

    def ask_kernel() -> None:
        prctl(parent_death_signal, signal.SIGKILL)
        if os.getppid() != supervisor:
            os._exit(1)

    return ask_kernel
