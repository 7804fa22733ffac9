"""A browser that costs the machine little: one kept connection, requests as bytes, answers hardly parsed."""

from dataclasses import dataclass
from typing import Self

from gevent import socket

_PATIENCE_SECONDS = 60.0


class Unexpected(Exception):
    """A server answered something else than what is measured."""


@dataclass(frozen=True)
class Answer:
    """What a server said; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def session_cookie(self) -> str:
        """`session=…` to send from now on; empty where the answer sets none."""
        cookie = self.headers.get("set-cookie", "")
        return cookie.partition(";")[0] if cookie.startswith("session=") else ""


class Connection:
    """One HTTP/1.1 connection to `port` of 127.0.0.1; other greenlets run while it waits.

    A method raises Unexpected for an answer with another status than `status`.
    """

    def __init__(self, port: int) -> None:
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = self._socket.makefile("rb", buffering=65536)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._reader.close()
        self._socket.close()

    def get(self, path: str, *, cookie: str = "", status: int = 200) -> Answer:
        """Open a page."""
        self._send("GET", path, cookie)
        return self._read(path, status)

    def post(self, path: str, form: str, *, cookie: str, status: int = 303) -> Answer:
        """Send a form."""
        self._send("POST", path, cookie, "application/x-www-form-urlencoded", form)
        return self._read(path, status)

    def post_json(self, path: str, body: str) -> Answer:
        """Call a control of the sandbox."""
        self._send("POST", path, "", "application/json", body)
        return self._read(path, 200)

    def open_stream(self, path: str) -> None:
        """Ask for server-sent events, which `next_event` reads."""
        self._send("GET", path, "")
        self._read_head(path, 200)
        self._socket.settimeout(None)

    def next_event(self) -> bytes:
        """The data of the next event; empty when the stream has ended."""
        while line := self._reader.readline():
            if line.startswith(b"data: "):
                return line.removeprefix(b"data: ").strip()
        return b""

    def _read(self, path: str, status: int) -> Answer:
        head = self._read_head(path, status)
        return Answer(head.status, head.headers, self._reader.read(int(head.headers["content-length"])))

    def _send(self, method: str, path: str, cookie: str, content_type: str = "", body: str = "") -> None:
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\n"
        if cookie:
            head += f"Cookie: {cookie}\r\n"
        if content_type:
            head += f"Content-Type: {content_type}\r\nContent-Length: {len(body.encode())}\r\n"
        self._socket.sendall(f"{head}\r\n{body}".encode())

    def _read_head(self, path: str, status: int) -> Answer:
        line = self._reader.readline()
        if line.split(maxsplit=2)[1:2] != [str(status).encode()]:
            raise Unexpected(f"{path}: {line!r}, expected {status}")
        headers: dict[str, str] = {}
        while field := self._reader.readline().strip():
            name, _, value = field.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        return Answer(status, headers)
