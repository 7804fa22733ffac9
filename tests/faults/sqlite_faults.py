"""A SQLite database of the shop that breaks on demand, on its real file."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.faults.database_faults import Befall

# Whatever the shop does, it writes into one of these.
_FILLERS = (
    "INSERT INTO history (subject, event, detail, actor, at) VALUES ('', 'filler', ?, '', '2026-01-01')",
    "INSERT INTO notifications (kind, body, answer, received_at) VALUES ('result', ?, 'filler', '2026-01-01')",
)
# From whole overflow pages down to less than any event of the shop takes.
_FILLER_SIZES = (100_000, 10_000, 1_000, 100, 0)


class BreakableSqlite:
    """`engine` is the shop's, `file` its database."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self._engine = engine
        self._file = file

    @contextmanager
    def locked(self) -> Iterator[Befall]:
        """Another process writes for longer than anybody waits."""
        other = self._another_process()
        with self._every_connection("PRAGMA busy_timeout = 20"):
            try:
                yield lambda: other.execute("BEGIN IMMEDIATE")
            finally:
                other.close()

    @contextmanager
    def gone(self) -> Iterator[Befall]:
        """Its folder is not there any more, as when a volume is unmounted."""
        folder, elsewhere = self._file.parent, self._file.parent.with_suffix(".unmounted")

        def befall() -> None:
            self._engine.dispose()
            folder.rename(elsewhere)

        try:
            yield befall
        finally:
            elsewhere.rename(folder)

    @contextmanager
    def disk_full(self) -> Iterator[Befall]:
        """SQLite may not take one page more, and what it has is filled to the brim."""
        other = self._another_process()
        with ExitStack() as lifted:
            lifted.callback(other.close)
            lifted.callback(other.execute, "DELETE FROM notifications WHERE answer = 'filler'")
            lifted.callback(other.execute, "DELETE FROM history WHERE event = 'filler'")

            def befall() -> None:
                (pages,) = other.execute("PRAGMA page_count").fetchone()
                limit = f"PRAGMA max_page_count = {pages}"
                lifted.enter_context(self._every_connection(limit))
                other.execute(limit)
                _fill(other)

            yield befall

    def _another_process(self) -> Any:
        # By the shop's own SQLite: two of them in one process take away each other's locks.
        sqlite: Any = self._engine.dialect.loaded_dbapi
        return sqlite.connect(self._file, isolation_level=None, check_same_thread=False)

    @contextmanager
    def _every_connection(self, pragma: str) -> Iterator[None]:
        """Until the end, every connection of the shop begins with `pragma`."""

        def prepare(connection: Any, _record: object) -> None:
            connection.execute(pragma)

        event.listen(self._engine, "connect", prepare)
        self._engine.dispose()
        try:
            yield
        finally:
            event.remove(self._engine, "connect", prepare)
            self._engine.dispose()


def _fill(other: Any) -> None:
    for insert, size in product(_FILLERS, _FILLER_SIZES):
        with suppress(other.OperationalError):
            while True:
                other.execute(insert, ("x" * size,))
