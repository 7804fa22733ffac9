"""A stage for a whole module: a shop of its own takes longer than most rows."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.databases import prepare_sqlite
from tests.refusals.stage import Stage
from tests.sandbox.server import SandboxServer
from tests.services.travelling import MONDAY
from tests.shop_server import ShopServer


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """On SQLite."""
    folder = tmp_path_factory.mktemp("refusals")
    with time_machine.travel(MONDAY) as clock:
        sandbox = SandboxServer(folder / "sandbox")
        server = ShopServer(folder, sandbox, prepare_sqlite(folder))
        yield Stage(server.running(sandbox), clock)
        server.stop()
        sandbox.stop()


@pytest.fixture
def stage(shared_stage: Stage) -> Stage:
    """The stage, with nothing left of an earlier row."""
    shared_stage.clear()
    return shared_stage
