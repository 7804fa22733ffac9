"""Fixtures everybody uses: a sandbox, and a whole shop beside it, on SQLite and on PostgreSQL."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from tests.compiled_once import compile_once
from tests.databases import PostgresqlServer, SqliteFiles, run_postgresql
from tests.running import RunningShop
from tests.sandbox.server import SandboxServer
from tests.shop_server import ShopServer
from tests.workers import FoldersTogether

compile_once()
# A busy machine makes an example slow, not wrong.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")
# The default draws exceptions in colours, with their source: a second for each, and nobody looks.
structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])


def pytest_collection_finish() -> None:
    """What was imported and collected stays: to look through it for garbage took a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FoldersTogether:
    """What gives tests to workers, where there are any."""
    return FoldersTogether(config, log)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxServer]:
    """A sandbox of the test's own, on a port of its own."""
    server = SandboxServer(tmp_path / "sandbox")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Where SQLite databases come from."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlServer]:
    """Where PostgreSQL databases come from: `TEST_DATABASE_URL`, or a server of this run's own."""
    with run_postgresql(tmp_path_factory.mktemp("prepared")) as server:
        yield server


@pytest.fixture
def empty_postgresql(postgresql: PostgresqlServer) -> Iterator[str]:
    """The address of a PostgreSQL database without a table."""
    with postgresql.empty() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated and seeded database of the test's own: the test runs once on each kind."""
    with request.getfixturevalue(request.param).prepared(tmp_path) as url:
        yield url


@pytest.fixture
def shop(tmp_path: Path, sandbox: SandboxServer, database_url: str) -> Iterator[RunningShop]:
    """A shop of the test's own beside `sandbox`, with its catalogue and one account for the admin."""
    server = ShopServer(tmp_path, sandbox, database_url)
    yield server.running(sandbox)
    server.stop()


@pytest.fixture
def postgresql_shop(tmp_path: Path, sandbox: SandboxServer, postgresql: PostgresqlServer) -> Iterator[RunningShop]:
    """As `shop`, where a test is about many processes and needs the database that serves them."""
    with postgresql.prepared(tmp_path) as url:
        server = ShopServer(tmp_path, sandbox, url)
        yield server.running(sandbox)
        server.stop()
