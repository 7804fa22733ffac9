"""What can befall the shop's own database, on real files: locked by another process, gone, its disk full."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import product
from typing import Any

from sqlalchemy import event

from tests.faults.stage import Stage

# Whatever the shop does, it writes into one of these.
_FILLERS = (
    "INSERT INTO history (subject, event, detail, actor, at) VALUES ('', 'filler', ?, '', '2026-01-01')",
    "INSERT INTO notifications (kind, body, answer, received_at) VALUES ('result', ?, 'filler', '2026-01-01')",
)
# From whole overflow pages down to less than any event of the shop takes.
_FILLER_SIZES = (100_000, 10_000, 1_000, 100, 0)

Befall = Callable[[], object]
DatabaseFault = Callable[[Stage], AbstractContextManager[Befall]]


@contextmanager
def locked(stage: Stage) -> Iterator[Befall]:
    """Another process writes for longer than anybody waits."""
    other = _another_process(stage)
    with _every_connection(stage, "PRAGMA busy_timeout = 20"):
        try:
            yield lambda: other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()


@contextmanager
def gone(stage: Stage) -> Iterator[Befall]:
    """Its folder is not there any more, as when a volume is unmounted."""
    folder, elsewhere = stage.database.parent, stage.database.parent.with_suffix(".unmounted")

    def befall() -> None:
        stage.shop.db.engine.dispose()
        folder.rename(elsewhere)

    try:
        yield befall
    finally:
        elsewhere.rename(folder)


@contextmanager
def disk_full(stage: Stage) -> Iterator[Befall]:
    """SQLite may not take one page more, and what it has is filled to the brim."""
    other = _another_process(stage)
    with ExitStack() as lifted:
        lifted.callback(other.close)
        lifted.callback(other.execute, "DELETE FROM notifications WHERE answer = 'filler'")
        lifted.callback(other.execute, "DELETE FROM history WHERE event = 'filler'")

        def befall() -> None:
            (pages,) = other.execute("PRAGMA page_count").fetchone()
            limit = f"PRAGMA max_page_count = {pages}"
            lifted.enter_context(_every_connection(stage, limit))
            other.execute(limit)
            _fill(other)

        yield befall


def _another_process(stage: Stage) -> Any:
    # By the shop's own SQLite: two of them in one process take away each other's locks.
    sqlite = stage.shop.db.engine.dialect.loaded_dbapi
    return sqlite.connect(stage.database, isolation_level=None, check_same_thread=False)


def _fill(other: Any) -> None:
    for insert, size in product(_FILLERS, _FILLER_SIZES):
        with suppress(other.OperationalError):
            while True:
                other.execute(insert, ("x" * size,))


@contextmanager
def _every_connection(stage: Stage, pragma: str) -> Iterator[None]:
    """Until the end, every connection of the shop begins with `pragma`."""

    def prepare(connection: Any, _record: object) -> None:
        connection.execute(pragma)

    engine = stage.shop.db.engine
    event.listen(engine, "connect", prepare)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", prepare)
        engine.dispose()
