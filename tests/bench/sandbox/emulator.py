"""The bare script the sandbox is measured against: a dict of orders, pickled to a file at each write.

`python -m tests.bench.sandbox.emulator PORT FILE SECRET`. It checks the digest, keeps the order, and answers with a
link: what an emulator cannot do without, and nothing else. No fsync, which the sandbox does at each write.
"""

import hashlib
import hmac
import json
import pickle
import socket
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gevent.pywsgi import WSGIHandler, WSGIServer

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class _Handler(WSGIHandler):
    """Sends small answers at once, as the sandbox does."""

    def get_environ(self) -> dict[str, Any]:
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        environ: dict[str, Any] = super().get_environ()
        return environ


class Emulator:
    """A WSGI app for `POST /platform/entry` alone."""

    def __init__(self, file: Path, secret_key: str) -> None:
        self._file = file
        self._secret_key = secret_key.encode()
        self._orders: dict[str, dict[str, Any]] = pickle.loads(file.read_bytes()) if file.exists() else {}  # noqa: S301

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        digest = hmac.new(self._secret_key, body, hashlib.sha256).hexdigest()
        answer: dict[str, object] = {"result": "201", "message": "Validation error", "result_object": None}
        if hmac.compare_digest(digest, environ.get("HTTP_DIGEST", "")):
            order = json.loads(body)
            self._orders[order["platform_order_id"]] = order
            with self._file.open("wb") as file:
                pickle.dump(self._orders, file, pickle.HIGHEST_PROTOCOL)
            links = {"payment_url": f"http://127.0.0.1/pay?j={order['platform_order_id']}", "qr_timeout": 1200}
            answer = {"result": "000", "message": None, "result_object": links}
        text = json.dumps(answer).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
        return [text]


def main() -> None:
    """Serve until killed."""
    port, file, secret_key = sys.argv[1:]
    emulator = Emulator(Path(file), secret_key)
    WSGIServer(("127.0.0.1", int(port)), emulator, log=None, handler_class=_Handler).serve_forever()


if __name__ == "__main__":
    main()
