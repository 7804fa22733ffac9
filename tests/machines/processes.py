"""Web and jobs processes as they really run, against the database and the sandbox of a test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from app.config import Settings
from app.launch.supervisor import answers
from tests.ports import reserve_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0
"""Far above any wait that ends well: two processors may be everybody's."""


def eventually(happened: Callable[[], bool], what: str) -> None:
    """Wait until it has, or fail saying `what` did not happen."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(0.05)


class Machines:
    """Starts processes with the settings of a shop; all end with the `with` block."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._ending = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.close()

    def start_web(self, **changes: str) -> str:
        """One gunicorn with one worker, which is its own PUBLIC_URL; returns its address once it answers."""
        port = reserve_port()
        url = f"http://127.0.0.1:{port}"
        server = ["--config", str(ROOT / "app" / "server.py"), "--workers", "1", "--graceful-timeout", "1"]
        command = ["-m", "gunicorn", *server, "--bind", f"127.0.0.1:{port}", "app:create_app()"]
        process = self._start(f"web-{port}", command, {"PUBLIC_URL": url, **changes})

        def is_up() -> bool:
            assert process.poll() is None, self.log(f"web-{port}")
            return answers(f"{url}/healthz")

        eventually(is_up, f"web on {port} answers")
        return url

    def start_jobs(self, name: str, **changes: str) -> subprocess.Popen[bytes]:
        """One `python -m app.jobs`."""
        return self._start(name, ["-m", "app.jobs"], changes)

    def log(self, name: str) -> str:
        """What a process wrote so far."""
        return (self._folder / f"{name}.log").read_text("utf-8")

    def logs(self) -> str:
        """What all processes wrote so far."""
        return "".join(path.read_text("utf-8") for path in sorted(self._folder.glob("*.log")))

    def _start(self, name: str, command: list[str], changes: dict[str, str]) -> subprocess.Popen[bytes]:
        log = self._ending.enter_context((self._folder / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**self._environment(), **changes}, stdout=log, stderr=log
        )
        self._ending.callback(process.wait)
        self._ending.callback(process.kill)
        return process

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return {
            "PATH": os.environ["PATH"],
            "JKOPAY_BASE_URL": settings.jkopay_base_url,
            "JKOPAY_API_KEY": settings.jkopay_api_key.get_secret_value(),
            "JKOPAY_SECRET_KEY": settings.jkopay_secret_key.get_secret_value(),
            "JKOPAY_STORE_ID": settings.jkopay_store_id,
            "SECRET_KEY": settings.secret_key.get_secret_value(),
            "PUBLIC_URL": settings.public_url,
            "DATABASE_URL": settings.database_url,
            "DATA_DIR": str(self._folder),
            "LOG_LEVEL": "info",
        }
