"""One stage for all cells of a module: a shop of its own takes longer than most cells."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine

from app.jkopay import JkopayClient
from tests.databases import prepare_sqlite
from tests.faults.stage import Stage
from tests.sandbox.server import SandboxServer
from tests.services.travelling import MONDAY
from tests.shop_server import ShopServer


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """It is Monday morning in Taipei, when charges may be taken."""
    folder = tmp_path_factory.mktemp("faults")
    database = folder / "database" / "shop.db"
    database.parent.mkdir()
    with time_machine.travel(MONDAY) as clock:
        sandbox = SandboxServer(folder / "sandbox")
        server = ShopServer(folder, sandbox, prepare_sqlite(database.parent))
        shop = server.running(sandbox)
        # Without its breaker, whose probes would take faults that were planned for an inquiry.
        store = sandbox.store
        client = JkopayClient(sandbox.url, api_key=store["api_key"], secret_key=store["secret_key"])
        shop.wallet = replace(shop.wallet, client=client)
        stage = Stage(shop, database, clock)
        yield stage
        stage.stop()
        server.stop()
        sandbox.stop()


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """The stage, with nothing due that an earlier cell left."""
    yield shared_stage
    shared_stage.proxy.heal()
    shared_stage.retire()
