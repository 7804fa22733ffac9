"""A merchant's server that records every call and answers as told."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.serving import Serving


@dataclass
class Call:
    """One call received."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Merchant:
    """Answers `{"valid": true}` until told otherwise; `answer` may also be a function of the path."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: tuple[int, bytes] | Callable[[str], tuple[int, bytes]] = (200, b'{"valid": true}')
        self.headers: dict[str, str] = {}
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                merchant.calls.append(Call(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                answer = merchant.answer
                status, text = answer if isinstance(answer, tuple) else answer(self.path)
                self.send_response(status)
                for name, value in merchant.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        self._serving = Serving(server)

    def calls_to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def stop(self) -> None:
        self._serving.stop()
