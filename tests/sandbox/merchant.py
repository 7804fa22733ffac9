"""A merchant's server that records every call and answers as told."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


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

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def calls_to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
