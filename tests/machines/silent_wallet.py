"""A JKOPay that takes every connection and answers none."""

import socket
import threading
from types import TracebackType
from typing import Self


class SilentWallet:
    """Listens on `port` of this machine while the `with` block lasts."""

    def __init__(self, port: int) -> None:
        self._listening = socket.create_server(("127.0.0.1", port), backlog=512)
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._asked: list[str] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A closed socket does not wake a thread that waits in accept; a shut one does.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
        with self._lock:
            for connection in self._connections:
                connection.close()

    def asked(self, part: str = "") -> int:
        """How many requests came whose first line has `part`."""
        with self._lock:
            return sum(part in line for line in self._asked)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._connections.append(connection)
            threading.Thread(target=self._read, args=(connection,), daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        try:
            line = connection.recv(4096).partition(b"\r\n")[0].decode()
        except OSError:
            return
        with self._lock:
            self._asked.append(line)
