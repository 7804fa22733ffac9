"""The database: engine, two kinds of transaction, the declarative base and UTC times. No Flask.

SQLite loses updates in SQLAlchemy's default mode (a deferred transaction that reads, then writes), so every write
takes a process-wide lock and `BEGIN IMMEDIATE`. Nothing inside a transaction may wait: no call out, no sleep.
"""

import enum
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, Engine, Enum, MetaData, create_engine, event, make_url
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:
    import sqlite3 as sqlite

# Before 3.51.3 SQLite can corrupt a database in WAL mode; TRUNCATE is slower and safe there.
FIRST_SAFE_WAL = (3, 51, 3)
BUSY_SECONDS = 10
_PATIENCE_BESIDE = 1
POOL_SIZE = 16
# PostgreSQL allows 100 connections to everybody together, so what a crowd needed is closed when it has gone.
_KEPT_CONNECTIONS = 4

NOTICE_VANISHED = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
"""libpq's settings (seconds; the last one milliseconds) for a server that vanished without a word: the system's own
would wait a quarter of an hour for it."""

HOLD: dict[str, Any] = {"key_share": True}
"""How a row is held (`with_for_update`): against whoever changes it, not against who only names it. An INSERT that
names a row keeps a part of it, and two who each have done that would wait for each other."""

_ROW_PATIENCE = "5s"
_LONGEST_PAUSE = "60s"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. Naive times are refused: they are how a payment window moves by eight hours."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(statuses: type[enum.Enum]) -> list[str]:
    return [status.value for status in statuses]


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed so that migrations can name them on every database."""

    # A status is kept as its word: readable by hand, the same on both databases, and checked there too.
    type_annotation_map: ClassVar = {
        enum.StrEnum: Enum(enum.StrEnum, native_enum=False, values_callable=_values, length=32, create_constraint=True),
        datetime: UtcDateTime,
    }

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


class AddressUnusable(Exception):
    """Not the address of a database that the shop can open. It is not quoted: it may hold a password."""


class Database:
    """One database and its two transactions: `read()` ends without a commit, `write()` commits or rolls back."""

    def __init__(self, url: str, pool_size: int = POOL_SIZE, patience: float = BUSY_SECONDS) -> None:
        """Opens nothing yet. Raises AddressUnusable."""
        self._url = url
        try:
            self.engine = _make_engine(url, pool_size, patience)
        except (SQLAlchemyError, ImportError, TypeError, ValueError):
            raise AddressUnusable from None
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock()

    def beside(self) -> "Database":
        """The same database through one connection of its own, so that what is only noted takes none of the money's.

        Its writes queue with those of this one, because SQLite would make them wait longer, and give up soon where
        another process writes, because those of this one wait meanwhile.
        """
        other = Database(self._url, pool_size=1, patience=_PATIENCE_BESIDE)
        other._writer = self._writer
        return other

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading. Load what is needed: its rows are detached when it ends."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed when the block ends, or rolled back when it raises."""
        with self._writing(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            if self.is_sqlite:
                session.connection(execution_options={"begin": "IMMEDIATE"})
            yield session

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._writer:
            yield

    def close(self) -> None:
        """Give back every pooled connection."""
        self.engine.dispose()


def _make_engine(url: str, pool_size: int, patience: float) -> Engine:
    make = _make_sqlite if make_url(url).get_backend_name() == "sqlite" else _make_postgresql
    return make(url, pool_size, patience)


def _make_postgresql(url: str, pool_size: int, patience: float) -> Engine:
    kept = min(pool_size, _KEPT_CONNECTIONS)
    engine = create_engine(
        url,
        pool_size=kept,
        max_overflow=pool_size - kept,
        pool_timeout=patience,
        pool_pre_ping=True,
        # Parameters stay out of error messages, which end in the log: they are names, e-mails and secret addresses.
        hide_parameters=True,
        # A database without an encoding would answer in bytes, before anybody can ask it for its encoding.
        connect_args={**NOTICE_VANISHED, "client_encoding": "utf8"},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Without them one row that somebody holds, or a machine that died holding it, stops everybody in turn.
        connection.execute(f"SET lock_timeout = '{_ROW_PATIENCE}'")
        connection.execute(f"SET idle_in_transaction_session_timeout = '{_LONGEST_PAUSE}'")
        connection.commit()

    event.listen(engine, "handle_error", _leave_rows_out)
    return engine


def _make_sqlite(url: str, pool_size: int, patience: float) -> Engine:
    engine = create_engine(
        url,
        module=sqlite,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=patience,
        hide_parameters=True,
        connect_args={"timeout": patience, "check_same_thread": False, "isolation_level": None},
    )

    journal_mode = "WAL" if sqlite.sqlite_version_info >= FIRST_SAFE_WAL else "TRUNCATE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _leave_rows_out(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row that broke a constraint, secret addresses and all: only its first sentence stays."""
    error, wrapped = context.original_exception, context.sqlalchemy_exception
    said = getattr(getattr(error, "diag", None), "message_primary", None)
    if said and wrapped is not None:
        error.args = (said,)
        wrapped.args = (f"({type(error).__name__}) {said}",)
