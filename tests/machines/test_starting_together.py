"""Several machines that start at once on an empty PostgreSQL prepare it once."""

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

from app.launch.local_settings import fill_in, keep_local_keys
from tests.machines.processes import PATIENCE, ROOT


def test_three_machines_prepare_one_database(empty_postgresql: str, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    settings = fill_in({}, keep_local_keys(tmp_path), tmp_path, nowhere, nowhere) | {"DATABASE_URL": empty_postgresql}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "app.prepare"], cwd=ROOT, env={**os.environ, **settings}, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    ended = [(process.communicate(timeout=PATIENCE)[1], process.returncode) for process in processes]
    assert ended == [(b"", 0)] * 3
    engine = create_engine(empty_postgresql)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM staff")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) - count(DISTINCT slug) FROM products")).scalar_one() == 0
        queue = text("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'huey_%'")
        assert connection.execute(queue).scalar_one() == 4
    engine.dispose()
