"""A shop's process that may be killed at any commit, right before it or right after."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.db import Database
from tests.dying import Killed


class DyingDatabase(Database):
    """The shop's own database class; `strikes` is asked at every commit whether the process dies there.

    It begins as a copy of `file`, in memory: nothing of it survives this process, so nothing needs a disk.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(f"sqlite:///{file}")
        self.strikes: Callable[[str], bool] = lambda _where: False

        @event.listens_for(self.engine, "do_connect")
        def copy(*_: object) -> object:
            sqlite: Any = self.engine.dialect.dbapi
            memory = sqlite.connect(":memory:", isolation_level=None, check_same_thread=False)
            with closing(sqlite.connect(file)) as disk:
                disk.backup(memory)
            return memory

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As the shop's own."""
        with super().write() as session:
            yield session
            if self.strikes("before a commit"):
                raise Killed
        if self.strikes("after a commit"):
            raise Killed
