"""The shop's server, with every statement of its SQLite connections counted, the watcher's glances included."""

from app.server import *  # noqa: F403  # gunicorn reads its settings from the names of this module
from app.server import post_worker_init as settle

# isort: split
# Only now, because the lines above patch what these may use.
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.bench.statements import StatementCount


def post_worker_init(worker: object) -> None:  # type: ignore[no-redef]  # in place of the one it calls
    """Count from now on; no connection has been made yet."""
    count = StatementCount(Path(os.environ["BENCH_STATEMENTS"]))

    def trace(connection: Any, _record: object) -> None:
        connection.set_trace_callback(count.add)

    event.listen(Engine, "connect", trace)
    settle(worker)
