"""The shop's database as the simulation uses it, on SQLite or on PostgreSQL: read past the shop, and emptied."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import PoolProxiedConnection, event

from tests.simulation.dying import DyingDatabase

Row = tuple[Any, ...]

_KEPT = ("alembic_version", "products", "plans", "staff")
_TIME = "%Y-%m-%d %H:%M:%S.%f"
_PARAMETER = re.compile(r":(\w+)")


class ShopDatabase(ABC):
    """What they have in common. A query names its parameters (`:now`), and is told times as SQLite keeps them."""

    def __init__(self, url: str) -> None:
        self.db = DyingDatabase(url)
        self._emptied: list[str]

    @abstractmethod
    def rows(self, query: str, **values: object) -> list[Row]:
        """Rows read past the shop."""

    @abstractmethod
    def empty(self, pieces: int) -> None:
        """Forget everything that happened; `pieces` of every product are there to be sold."""

    def _deletions(self, tables: str) -> list[str]:
        return [f"DELETE FROM {name}" for (name,) in self.rows(tables) if name not in _KEPT]  # noqa: S608

    @contextmanager
    def _connected(self) -> Iterator[PoolProxiedConnection]:
        with closing(self.db.engine.raw_connection()) as connection:
            yield connection


class OnSqlite(ShopDatabase):
    """A copy of `file`, in memory: nothing of it survives this process, so nothing needs a disk."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"sqlite:///{file}")

        @event.listens_for(self.db.engine, "do_connect")
        def copy(*_: object) -> object:
            sqlite: Any = self.db.engine.dialect.dbapi
            memory = sqlite.connect(":memory:", isolation_level=None, check_same_thread=False)
            with closing(sqlite.connect(file)) as disk:
                disk.backup(memory)
            return memory

        self._emptied = self._deletions("SELECT name FROM sqlite_master WHERE type = 'table'")

    def rows(self, query: str, **values: object) -> list[Row]:
        """As they are."""
        kept = {name: at.strftime(_TIME) if isinstance(at, datetime) else at for name, at in values.items()}
        with self._connected() as connection:
            cursor = connection.cursor()
            cursor.execute(query, kept)
            return list(cursor.fetchall())

    def empty(self, pieces: int) -> None:
        """Foreign keys take no part."""
        with self._connected() as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("BEGIN")
            for statement in self._emptied:
                cursor.execute(statement)
            cursor.execute("UPDATE products SET reserved = 0, on_hand = ?", (pieces,))
            cursor.execute("COMMIT")
            cursor.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def without(self, *names: str) -> Iterator[None]:
        """It lacks these indexes and triggers, its last line, and is emptied afterwards."""
        kept = "SELECT type, sql FROM sqlite_master WHERE name = :name"
        made = [self.rows(kept, name=name)[0] for name in names]
        for (kind, _), name in zip(made, names, strict=True):
            self.rows(f"DROP {kind} {name}")
        try:
            yield
        finally:
            self.empty(0)
            for _, sql in made:
                self.rows(sql)


class OnPostgresql(ShopDatabase):
    """A database of its own on a server."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._emptied = self._deletions("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

    def rows(self, query: str, **values: object) -> list[Row]:
        """With times as SQLite keeps them."""
        if values:
            query = _PARAMETER.sub(r"%(\1)s", query)
        with self._connected() as connection:
            cursor = connection.cursor()
            cursor.execute(query, values or None)
            return [tuple(map(_as_kept, row)) for row in cursor.fetchall()]

    def empty(self, pieces: int) -> None:
        """Neither triggers nor foreign keys take part."""
        with self._connected() as connection:
            cursor = connection.cursor()
            cursor.execute("SET session_replication_role = replica")
            for statement in self._emptied:
                cursor.execute(statement)
            cursor.execute("UPDATE products SET reserved = 0, on_hand = %s", (pieces,))
            cursor.execute("SET session_replication_role = origin")
            connection.commit()


def _as_kept(value: object) -> object:
    return value.astimezone(UTC).strftime(_TIME) if isinstance(value, datetime) else value
