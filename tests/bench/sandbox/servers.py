"""Sandboxes and emulators in processes of their own, and a client that signs."""

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from tests.bench.place import BenchFailed
from tests.ports import reserve_port

_PATIENCE_SECONDS = 60.0


class Client:
    """One kept connection of a merchant."""

    def __init__(self, process: int, port: int, store: dict[str, Any]) -> None:
        self._process = process
        self._port = port
        self._store = store
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)

    def another(self) -> "Client":
        """A second connection."""
        return Client(self._process, self._port, self._store)

    @property
    def processor_seconds(self) -> float:
        """What the server has worked so far, in hundredths; others' work on the machine is not in it."""
        # The name of the program, in brackets, may hold blanks; its two times are the 12th and 13th word after it.
        user, system = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def order(self) -> dict[str, object]:
        """An order nobody knows yet."""
        return {
            "platform_order_id": secrets.token_hex(16),
            "store_id": self._store["store_id"],
            "currency": "TWD",
            "total_price": 220,
            "final_price": 220,
            "unredeem": 0,
            "result_url": "https://shop.example/result",
            "result_display_url": "https://shop.example/back",
            "products": [{"name": "筆記本", "unit_count": 1, "unit_price": 220, "unit_final_price": 220}],
        }

    def enter(self) -> str:
        """Make an order; returns its id."""
        order = self.order()
        self._call("POST", "/platform/entry", json.dumps(order).encode())
        return str(order["platform_order_id"])

    def inquire(self, order_id: str) -> None:
        """Ask how an order stands."""
        self._call("GET", "/platform/inquiry", f"platform_order_ids={order_id}".encode())

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _call(self, method: str, path: str, payload: bytes) -> None:
        digest = hmac.new(self._store["secret_key"].encode(), payload, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "api-key": self._store["api_key"], "digest": digest}
        address, body = (path, payload) if method == "POST" else (f"{path}?{payload.decode()}", None)
        self._connection.request(method, address, body, headers)
        answer = json.loads(self._connection.getresponse().read())
        if answer["result"] != "000":
            raise BenchFailed(f"{method} {path}: {answer}")


@contextlib.contextmanager
def run_sandbox(folder: Path) -> Iterator[Client]:
    """`python -m app.sandbox` on a folder."""
    port = reserve_port()
    with _run("app.sandbox", "--port", str(port), "--data-dir", str(folder)) as process:
        address = f"http://127.0.0.1:{port}/_sandbox/stores"
        client = Client(process, port, _wait_for(address).json()[0])
        yield client
        client.close()


@contextlib.contextmanager
def run_emulator(file: Path) -> Iterator[Client]:
    """The bare emulator on a pickle."""
    port, store = reserve_port(), {"store_id": "store", "api_key": "key", "secret_key": secrets.token_hex(32)}
    with _run("tests.bench.sandbox.emulator", str(port), str(file), store["secret_key"]) as process:
        _wait_for(f"http://127.0.0.1:{port}/")
        client = Client(process, port, store)
        yield client
        client.close()


@contextlib.contextmanager
def _run(module: str, *options: str) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", module, *options], stdout=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _wait_for(address: str) -> requests.Response:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return requests.get(address, timeout=5)
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise BenchFailed(f"{address} does not answer") from None
            time.sleep(0.1)
