"""The sandbox's own SQLite file: one connection, one lock, every write serialised."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.sandbox.older_files import prepare_tables

_CACHE_KIB = 64 * 1024
# Four times the usual: in a large file most writes meet the same few pages again.
_CHECKPOINT_PAGES = 4000


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
        # One connection that locks all others out: what WAL can lose before SQLite 3.51.3 takes two. With NORMAL a
        # killed process loses nothing, a power cut at most the last moments, and writes are seven times as many.
        self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._connection.execute("BEGIN EXCLUSIVE")
        prepare_tables(self._connection)
        self._connection.execute("COMMIT")

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
