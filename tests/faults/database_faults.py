"""What can befall the shop's own database: locked by another process, gone, its disk full."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from tests.faults.stage import Stage

Befall = Callable[[], object]
DatabaseFault = Callable[[Stage], AbstractContextManager[Befall]]


class Breakable(Protocol):
    """A database of the shop. Each fault befalls it when what is given is called, and is lifted at the end."""

    def locked(self) -> AbstractContextManager[Befall]:
        """Another process holds what the shop wants to write, for longer than anybody waits."""

    def gone(self) -> AbstractContextManager[Befall]:
        """Nothing of it can be reached any more, on old connections or new ones."""

    def disk_full(self) -> AbstractContextManager[Befall]:
        """It is read as ever, and takes nothing more."""


def locked(stage: Stage) -> AbstractContextManager[Befall]:
    """Of the stage's database."""
    return stage.database.locked()


def gone(stage: Stage) -> AbstractContextManager[Befall]:
    """Of the stage's database."""
    return stage.database.gone()


def disk_full(stage: Stage) -> AbstractContextManager[Befall]:
    """Of the stage's database."""
    return stage.database.disk_full()
