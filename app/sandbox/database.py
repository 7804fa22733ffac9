"""The sandbox's own SQLite file: one connection, one lock, every write serialised."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.sandbox.schema import INDEXES_OF_LATER_COLUMNS, LATER_COLUMNS, SCHEMA

# Before this release WAL can lose committed pages; the rollback journal cannot.
_WAL_IS_SAFE_FROM = (3, 51, 3)


class DatabaseUnusable(Exception):
    """The file cannot be opened, or another sandbox has it open. The text says which."""


class Database:
    """Opens (or makes) the file. The process keeps it to itself, so values read once may be kept in memory.

    Raises DatabaseUnusable.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
            self._connection.row_factory = sqlite3.Row
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            if "locked" in str(error):
                raise DatabaseUnusable(f"Another sandbox is using {path}; choose another --data-dir.") from error
            why = error.strerror if isinstance(error, OSError) else error
            raise DatabaseUnusable(f"The sandbox cannot use {path} ({why}); choose another --data-dir.") from error

    def _prepare(self) -> None:
        journal = "WAL" if sqlite3.sqlite_version_info >= _WAL_IS_SAFE_FROM else "TRUNCATE"
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute(f"PRAGMA journal_mode = {journal}")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("BEGIN EXCLUSIVE")
        for statement in SCHEMA:
            self._connection.execute(statement)
        self._add_later_columns()
        for statement in INDEXES_OF_LATER_COLUMNS:
            self._connection.execute(statement)
        self._connection.execute("COMMIT")

    def _add_later_columns(self) -> None:
        for table, column, kind in LATER_COLUMNS:
            known = self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
            if column not in {row["name"] for row in known}:
                self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end, rolled back by an exception. No call or wait belongs inside."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The connection for reading; fetch everything before leaving."""
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()


def recall(connection: sqlite3.Connection, name: str) -> object:
    """A value kept by `remember`, None if there is none."""
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (name,)).fetchone()
    return json.loads(row["value"]) if row else None


def remember(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Keep a JSON value under a name."""
    connection.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (name, json.dumps(value)))
