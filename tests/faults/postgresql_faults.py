"""A PostgreSQL database of the shop that breaks on demand, by what its real server can do to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

from tests.faults.database_faults import Befall

# Whatever the shop does, it writes into one of these.
_WRITTEN = "history, notifications"


class BreakablePostgresql:
    """`engine` is the shop's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name = engine.url.database

    @contextmanager
    def locked(self) -> Iterator[Befall]:
        """Another transaction holds the tables for longer than anybody waits."""

        def be_impatient(connection: Any, _record: object) -> None:
            (patience,) = connection.execute("SHOW lock_timeout").fetchone()
            assert patience == "5s", "the shop's own patience, which is only made shorter here"
            connection.execute("SET lock_timeout = 20")
            connection.commit()

        elsewhere = create_engine(self._engine.url)
        event.listen(self._engine, "connect", be_impatient)
        self._engine.dispose()
        try:
            with elsewhere.connect() as other:
                yield lambda: other.execute(text(f"LOCK TABLE {_WRITTEN} IN ACCESS EXCLUSIVE MODE"))
        finally:
            event.remove(self._engine, "connect", be_impatient)
            self._engine.dispose()
            elsewhere.dispose()

    @contextmanager
    def gone(self) -> Iterator[Befall]:
        """The server ends every connection in the middle of whatever it does, and lets nobody in."""

        def befall() -> None:
            self._alter("WITH ALLOW_CONNECTIONS false")

        try:
            yield befall
        finally:
            self._alter("WITH ALLOW_CONNECTIONS true")

    @contextmanager
    def disk_full(self) -> Iterator[Befall]:
        """Read-only, as servers that watch their disk become before it is full."""

        def befall() -> None:
            self._alter("SET default_transaction_read_only = on")

        try:
            yield befall
        finally:
            self._alter("RESET default_transaction_read_only")

    def _alter(self, how: str) -> None:
        """Change what connections find here, and end those that came before."""
        server = create_engine(self._engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {self._name} {how}"))
            ended = text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name")
            connection.execute(ended, {"name": self._name})
        server.dispose()
