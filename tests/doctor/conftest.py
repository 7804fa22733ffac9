"""A shop on SQLite that is set up right: the PostgreSQL of the tests forgets, and the doctor says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import SqliteFiles
from tests.doctor.stage import Stage
from tests.sandbox.server import SandboxServer
from tests.shop_server import ShopServer


@pytest.fixture
def stage(
    tmp_path: Path,
    sandbox: SandboxServer,
    sqlite: SqliteFiles,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Stage]:
    """Nothing is wrong with it until the test plants something."""
    with sqlite.prepared(tmp_path) as url:
        server = ShopServer(tmp_path, sandbox, url)
        stage = Stage(server.running(sandbox), tmp_path, monkeypatch, capsys)
        stage.prepare()
        yield stage
        for end in stage.at_end:
            end()
        server.stop()
