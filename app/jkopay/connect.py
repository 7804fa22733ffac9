"""Opening a connection within a call's time."""

import queue
import socket
import threading
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any

from .deadline import Call, CallSocket

_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]


def _is_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _resolve(host: str, port: int, call: Call) -> Sequence[_Address]:
    if not _is_name(host):
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # The system's resolver knows no time limit, so it works in a thread of its own, which may be left behind.
    # Only a new connection to a name pays for that.
    found: queue.Queue[Sequence[_Address] | Exception] = queue.Queue(maxsize=1)

    def ask() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=ask, name="jkopay-resolver", daemon=True).start()
    try:
        answer = found.get(timeout=call.time_to_wait())
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def open_socket(host: str, port: int, call: Call) -> CallSocket:
    """A connected TCP socket.

    A name's addresses are tried in turn, each with its share of the time that is left, so that one that swallows
    packets does not keep the next from being tried. Raises OSError or UnicodeError.
    """
    addresses = _resolve(host, port, call)
    failure: OSError = OSError("the name has no address")
    for position, (family, kind, protocol, _, address) in enumerate(addresses):
        sock = CallSocket(family, kind, protocol)
        try:
            # Head and body are two writes; without this the second would wait for the other side's acknowledgement.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(call.time_to_wait() / (len(addresses) - position))
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failure
