"""The broken answers themselves."""

import errno
import os
import socket
import struct
from collections.abc import Iterator
from threading import Event

from flask import Response, request

from app.sandbox.faults import Fault, FaultKind

_JSON = "application/json"
_HUGE_BYTES = 24 * 1024 * 1024
_CHUNK = b"0" * 65536


def spoil(fault: Fault, whole: bytes, stopping: Event) -> Response:
    """The answer a fault makes of the whole one. Waits as long as the fault says, or until the sandbox stops."""
    match fault.kind:
        case FaultKind.TIMEOUT_BEFORE | FaultKind.TIMEOUT_AFTER:
            stopping.wait(fault.seconds)
            return Response(_hang_up())
        case FaultKind.HTTP_500:
            return Response("<h1>Internal Server Error</h1>", 500, mimetype="text/html")
        case FaultKind.HTTP_302:
            return Response(status=302, headers={"Location": "/"})
        case FaultKind.BAD_JSON:
            return Response(whole[: len(whole) // 2], mimetype=_JSON)
        case FaultKind.WRONG_TYPE:
            return Response(b'{"result":0,"message":[],"result_object":"ok"}', mimetype=_JSON)
        case FaultKind.RESET:
            return Response(_reset())
        case FaultKind.SLOW:
            pause = fault.seconds / len(whole)
            dripping = Response(_drip(whole, pause, stopping), mimetype=_JSON)
            dripping.content_length = len(whole)
            return dripping
        case _:
            return Response(_flood(), mimetype=_JSON)


def _hang_up() -> Iterator[bytes]:
    """Close in the middle of the call. The server sees its client go, and says nothing."""
    if (connection := _connection()) is not None:
        connection.shutdown(socket.SHUT_RDWR)
    return _no_answer()


def _reset() -> Iterator[bytes]:
    """Close with nothing lingering, which sends RST where an ordinary close sends FIN."""
    if (connection := _connection()) is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # The server goes on with what it thinks is its socket: it finds one whose other end has closed.
        closed, other_end = socket.socketpair()
        other_end.close()
        os.dup2(closed.fileno(), connection.fileno())
        closed.close()
    return _no_answer()


def _connection() -> socket.socket | None:
    found: socket.socket | None = request.environ.get("werkzeug.socket") or request.environ.get("gevent.socket")
    return found


def _no_answer() -> Iterator[bytes]:
    raise ConnectionResetError(errno.ECONNRESET, "closed on purpose")
    yield b""


def _drip(whole: bytes, pause: float, stopping: Event) -> Iterator[bytes]:
    for byte in whole:
        stopping.wait(pause)
        yield bytes([byte])


def _flood() -> Iterator[bytes]:
    yield b'{"result":"000","message":"'
    for _ in range(_HUGE_BYTES // len(_CHUNK)):
        yield _CHUNK
    yield b'","result_object":{}}'
