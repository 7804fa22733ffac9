"""A server in a thread of its own, which costs nothing while nobody asks and ends at once."""

import socket
import threading
from contextlib import suppress
from socketserver import BaseServer

# It asks that often whether it shall end, in the rare case that the one who wakes it came too early.
_LOOK_SECONDS = 0.1


class Serving:
    """Serves from the start on, until `stop`."""

    def __init__(self, server: BaseServer) -> None:
        self._server = server
        self._address: tuple[str, int] = server.server_address[:2]  # type: ignore[assignment, index]
        self._thread = threading.Thread(target=server.serve_forever, args=(_LOOK_SECONDS,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port when what is being answered has its answer."""
        ending = threading.Thread(target=self._server.shutdown)
        ending.start()
        with suppress(OSError):
            socket.create_connection(self._address, timeout=1).close()
        ending.join()
        self._server.server_close()
        self._thread.join(5)
