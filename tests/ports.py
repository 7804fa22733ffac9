"""Ports for what a test starts later, or never."""

import socket

_HELD: list[socket.socket] = []


def reserve_port() -> int:
    """A port that nobody listens on, and that nobody else is given until the tests end.

    It is bound with SO_REUSEADDR and without listening: whoever sets SO_REUSEADDR, as servers do, may listen on it.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    _HELD.append(held)
    return int(held.getsockname()[1])
