"""Processes made by fork from one that has everything imported: a new Python would take most of a second each."""

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def fork(body: Callable[[], None], log: Path) -> int:
    """Run `body` in a process of its own, which ends with this one. What it prints is appended to `log`.

    This process must have no threads. Returns the child's id.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        body()
        code = 0
    except BaseException:  # noqa: BLE001  nothing above this belongs to the child
        traceback.print_exc()
    finally:
        os._exit(code)


class Child:
    """A process that was forked, until it is dead and buried."""

    def __init__(self, body: Callable[[], None], log: Path) -> None:
        self.pid = fork(body, log)
        self._is_over = False

    def is_alive(self) -> bool:
        if not self._is_over:
            self._is_over = os.waitpid(self.pid, os.WNOHANG)[0] != 0
        return not self._is_over

    def dies_within(self, seconds: float) -> bool:
        """Wait for its end."""
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.003)
        return True

    def send_kill(self) -> None:
        """`kill -9`, from a signal's handler too."""
        if not self._is_over:
            os.kill(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        if self.is_alive():
            self.send_kill()
            os.waitpid(self.pid, 0)
            self._is_over = True
