"""A shop with a sandbox in a folder of their own, as `python -m app` starts them but with one server process."""

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update

from app.db import Database
from app.launch.local_settings import fill_in, keep_local_keys
from app.launch.supervisor import ChildEnded, Supervisor, answers
from app.models import Product
from tests.bench.connection import Unexpected
from tests.bench.worker import Worker
from tests.ports import reserve_port

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "app" / "server.py"


@dataclass(frozen=True)
class Server:
    """One gunicorn with one worker."""

    port: int
    worker: Worker


@dataclass(frozen=True)
class Place:
    """What is running, and where."""

    folder: Path
    processes: Supervisor
    shop_port: int
    sandbox_port: int

    @property
    def settings(self) -> dict[str, str]:
        """The environment of every process here."""
        return dict(self.processes.environment)

    @property
    def shop(self) -> Server:
        """The shop's server."""
        return Server(self.shop_port, Worker(self.processes.children["The shop"].pid))

    @property
    def database_url(self) -> str:
        """Of the shop."""
        return self.settings["DATABASE_URL"]

    @property
    def statements(self) -> Path:
        """Where a counting server counts."""
        return Path(self.settings["BENCH_STATEMENTS"])

    @property
    def log(self) -> Path:
        """What all of them said."""
        return self.folder / "log"

    def start(self, name: str, module: str, *options: str) -> None:
        """Run a Python module; it becomes the shell, so that its process id is the known one."""
        command = [sys.executable, "-m", module, *options]
        self.processes.start(name, ["sh", "-c", 'exec "$@" 2>>"$0"', str(self.log), *command])

    def start_server(self, name: str, config: Path, app: str, port: int) -> Server:
        """One gunicorn with one worker, and wait for its first answer."""
        options = ["--config", str(config), "--workers", "1", "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "1"]
        self.start(name, "gunicorn", *options, app)
        self.processes.wait_until(lambda: answers(f"http://127.0.0.1:{port}/"))
        return Server(port, Worker(self.processes.children[name].pid))


class BenchFailed(Exception):
    """Something did not run as it should; the text has the last lines of the log."""


@contextlib.contextmanager
def open_place(config: Path = SERVER) -> Iterator[Place]:
    """Shop and sandbox, stopped and removed at the end; `config` is gunicorn's.

    Raises BenchFailed.
    """
    shop_port, sandbox_port = reserve_port(), reserve_port()
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        shop, sandbox = (f"http://127.0.0.1:{port}" for port in (shop_port, sandbox_port))
        settings = fill_in({}, keep_local_keys(folder), folder, shop, sandbox)
        settings["BENCH_STATEMENTS"] = str(folder / "statements")
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        with Supervisor({**inherited, "PYTHONPATH": str(ROOT), **settings}) as processes:
            # Unlike a supervisor that only waits, a bench is busy and wants to be interrupted.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
            place = Place(folder, processes, shop_port, sandbox_port)
            try:
                place.start("The sandbox", "app.sandbox", "--port", str(sandbox_port), "--data-dir", made)
                place.start_server("The shop", config, "app:create_app()", shop_port)
                processes.wait_until(lambda: answers(f"{sandbox}/_sandbox/health"))
                _fill_the_house(place.database_url)
                yield place
            except (ChildEnded, Unexpected, OSError) as error:
                raise BenchFailed(f"{error}\n{place.log.read_text()[-2000:]}") from error


def _fill_the_house(database_url: str) -> None:
    """More of everything than any measurement buys."""
    db = Database(database_url)
    with db.write() as session:
        session.execute(update(Product).values(on_hand=1_000_000))
    db.close()
