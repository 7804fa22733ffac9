"""One stage for all cells of a module: a shop of its own takes longer than most cells."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine

from app.jkopay import JkopayClient
from tests.databases import PostgresqlServer, prepare_sqlite
from tests.faults.database_faults import Breakable
from tests.faults.postgresql_faults import BreakablePostgresql
from tests.faults.sqlite_faults import BreakableSqlite
from tests.faults.stage import Stage
from tests.sandbox.server import SandboxServer
from tests.services.travelling import MONDAY
from tests.shop_server import ShopServer


@contextmanager
def build_stage(
    folder: Path, url: str, breakable: Callable[[Engine], Breakable], clock: time_machine.Traveller
) -> Iterator[Stage]:
    """A shop and a sandbox at the time of `clock`."""
    sandbox = SandboxServer(folder / "sandbox")
    server = ShopServer(folder, sandbox, url)
    shop = server.running(sandbox)
    # Without its breaker, whose probes would take faults that were planned for an inquiry.
    shop.wallet = replace(shop.wallet, client=sandbox.client(JkopayClient))
    stage = Stage(shop, breakable(shop.db.engine), clock)
    yield stage
    stage.stop()
    server.stop()
    sandbox.stop()


@pytest.fixture(scope="module")
def monday() -> Iterator[time_machine.Traveller]:
    """Monday morning in Taipei, when charges may be taken; one clock for all stages, because the last one made wins."""
    with time_machine.travel(MONDAY) as clock:
        yield clock


@pytest.fixture(scope="module")
def shared_sqlite_stage(tmp_path_factory: pytest.TempPathFactory, monday: time_machine.Traveller) -> Iterator[Stage]:
    """On SQLite, whose file lies in a folder of its own."""
    folder = tmp_path_factory.mktemp("faults")
    file = folder / "database" / "shop.db"
    file.parent.mkdir()
    with build_stage(
        folder, prepare_sqlite(file.parent), lambda engine: BreakableSqlite(engine, file), monday
    ) as stage:
        yield stage


@pytest.fixture(scope="module")
def shared_postgresql_stage(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgresqlServer, monday: time_machine.Traveller
) -> Iterator[Stage]:
    """On PostgreSQL."""
    folder = tmp_path_factory.mktemp("faults")
    with postgresql.prepared(folder) as url, build_stage(folder, url, BreakablePostgresql, monday) as stage:
        yield stage


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """One after the other; nothing is due that a cell left."""
    shared: Stage = request.getfixturevalue(f"shared_{request.param}_stage")
    yield shared
    shared.proxy.heal()
    shared.retire()
