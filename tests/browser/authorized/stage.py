"""Shop, jobs and sandbox in this process on a Monday morning in Taipei, for browsers: charges are taken by day only."""

import threading
from datetime import timedelta
from pathlib import Path

import time_machine

from app.jobs import start_sweepers
from tests.databases import prepare_sqlite
from tests.running import RunningShop
from tests.sandbox.server import SandboxServer
from tests.services.travelling import MONDAY
from tests.shop_server import ShopServer

_LONGEST_SWEEP_SECONDS = 20.0


class Stage:
    """Starts at once; time passes as it does, and leaps where a test says so.

    A browser keeps its own time. Cookies last all the same: it reads how long from the `Date` of the answer.
    """

    def __init__(self, folder: Path) -> None:
        self._travel = time_machine.travel(MONDAY)
        self._clock = self._travel.start()
        self.sandbox = SandboxServer(folder / "sandbox")
        self._server = ShopServer(folder, self.sandbox, prepare_sqlite(folder))
        self.shop: RunningShop = self._server.running(self.sandbox)
        # What the merchant would have registered with JKOPay by contract.
        self.sandbox.change_store(cancellation_url=f"{self.shop.url}/jkopay/cancellations")
        self._stopping = threading.Event()
        self._sweepers = start_sweepers(self.shop.db, self.shop.wallet, self._stopping)

    @property
    def shop_url(self) -> str:
        return self.shop.url

    @property
    def origins(self) -> tuple[str, str]:
        """The only places a browser may ask for anything."""
        return f"{self.shop.url}/", f"{self.sandbox.url}/"

    def let_pass(self, days: float) -> None:
        """Leap over `days`, for shop, jobs and sandbox alike."""
        self._clock.shift(timedelta(days=days))

    def stop(self) -> None:
        """Stop everything, jobs first: they use what the servers close."""
        self._stopping.set()
        for sweeper in self._sweepers:
            sweeper.join(_LONGEST_SWEEP_SECONDS)
        self._server.stop()
        self.sandbox.stop()
        self._travel.stop()
