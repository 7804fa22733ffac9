"""The shop on a port of its own, with a prepared database of its own."""

import socket
from pathlib import Path

from pydantic import SecretStr
from werkzeug.serving import make_server

from app import create_app
from app.config import Settings
from tests.recorder import Recorder
from tests.running import RunningShop
from tests.sandbox.server import SandboxServer
from tests.serving import Serving


class ShopServer:
    """The shop behind a real threaded server on a port of its own."""

    def __init__(self, data_dir: Path, sandbox: SandboxServer, database_url: str) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.settings = Settings(
            jkopay_base_url=sandbox.url,
            jkopay_api_key=SecretStr(sandbox.store["api_key"]),
            jkopay_secret_key=SecretStr(sandbox.store["secret_key"]),
            jkopay_store_id=sandbox.store["store_id"],
            secret_key=SecretStr("a secret of the tests, long enough for anything"),
            public_url=self.url,
            database_url=database_url,
            data_dir=data_dir,
        )
        self.app = create_app(self.settings)
        self._serving = Serving(make_server("127.0.0.1", 0, self.app, threaded=True, fd=self.socket.fileno()))

    def stop(self) -> None:
        """Close the port, the client and the database."""
        self._serving.stop()
        shop = self.app.extensions["shop"]
        shop.wallet.client.close()
        shop.wallet.calls.close()
        shop.db.close()

    def running(self, sandbox: SandboxServer) -> RunningShop:
        """The pieces of this server."""
        shop = self.app.extensions["shop"]
        return RunningShop(self.app, self.settings, shop.db, shop.wallet, sandbox, Recorder(sandbox), self.url)
