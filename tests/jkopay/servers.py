"""A server that sends any bytes at any pace, for what no real server would send."""

import contextlib
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

import trustme


def _make_certificate() -> Path:
    """Key, certificate and its authority in one file: served from it and trusted by it."""
    authority = trustme.CA()
    pem = authority.issue_cert("localhost", "127.0.0.1").private_key_and_cert_chain_pem.bytes()
    file = Path(tempfile.mkdtemp()) / "localhost.pem"
    file.write_bytes(pem + authority.cert_pem.bytes())
    return file


CERTIFICATE = _make_certificate()
Handler = Callable[[socket.socket, bytes], object]


def http_answer(body: bytes | str, status: str = "200 OK", headers: str = "") -> bytes:
    content = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{headers}\r\n".encode() + content


def answer_with(*answers: bytes) -> Handler:
    """Each request gets the next answer; the last one goes on for ever."""
    left = list(answers)

    def handle(connection: socket.socket, request: bytes) -> None:
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return handle


def drip(pieces: Iterable[bytes], pause: float = 0.05) -> Handler:
    """Sends one piece after another with a pause between, whoever still listens."""

    def handle(connection: socket.socket, request: bytes) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)

    return handle


def reset(connection: socket.socket, request: bytes) -> None:
    """Closes with a reset instead of an orderly end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    connection.close()


class RawServer:
    """Reads whole HTTP requests, keeps them, and leaves the answering to a handler."""

    def __init__(self, handler: Handler, *, tls: bool = False) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._handler = handler
        self._context: ssl.SSLContext | None = None
        if tls:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # A shutdown wakes the thread that waits in accept or recv; closing alone does not.
        for sock in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            while request := self._read_request(connection):
                self.requests.append(request)
                self._handler(connection, request)

    def _read_request(self, connection: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            if not (piece := connection.recv(65536)):
                return b""
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body


def read_header(request: bytes, name: str) -> str:
    for line in request.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        key, _, value = line.decode().partition(":")
        if key.lower() == name.lower():
            return value.strip()
    raise AssertionError(f"no {name} in the request")
