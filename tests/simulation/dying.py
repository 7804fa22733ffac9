"""A shop's process that may be killed at any commit, right before it or right after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.db import Database
from tests.dying import Killed


class DyingDatabase(Database):
    """The shop's own database class; `strikes` is asked at every commit whether the process dies there."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.strikes: Callable[[str], bool] = lambda _where: False

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As the shop's own."""
        with super().write() as session:
            yield session
            if self.strikes("before a commit"):
                raise Killed
        if self.strikes("after a commit"):
            raise Killed
