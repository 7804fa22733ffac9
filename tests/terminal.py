"""Commands as somebody at a terminal gives them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from click.testing import Result
from flask import Flask

from app.config import Settings
from tests.running import RunningShop

ROOT = Path(__file__).parent.parent


def give(shop: RunningShop, *args: str, answer: str | None = None) -> Result:
    """Run a command in this process; `answer` is what is typed into it."""
    return give_to(shop.app, *args, answer=answer)


def give_to(app: Flask, *args: str, answer: str | None = None) -> Result:
    """As `give`, to any app."""
    with _quiet_logs():
        return app.test_cli_runner().invoke(args=list(args), input=answer)


@contextmanager
def start(settings: Settings, *args: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process of its own, as `flask --app app`; what has not ended by then is killed."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("JKOPAY_", "SANDBOX_", "FLASK_"))
    }
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if value is not None:
            environment[name.upper()] = str(getattr(value, "get_secret_value", lambda value=value: value)())
    with subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", *args],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """A process of its own sends its log to stderr from warnings on; this one has no log set up, and would print it."""
    kept = structlog.get_config()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    try:
        yield
    finally:
        structlog.configure(**kept)
