"""The addresses the shop and the sandbox listen on, and how people reach them."""

import errno
import os
import socket

from app.launch import CannotStart

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what a person may ask for, with its loopback


def check_free(host: str, port: int, flag: str) -> None:
    """Raises CannotStart, naming the flag to change, when no server could listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        with socket.socket(family, kind) as listener:
            if os.name == "posix":
                # As the server itself does: what an ended server left behind is not in the way.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except socket.gaierror as error:
        raise CannotStart(f"There is no host {host!r}; choose another with --host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken by another program; choose another with {flag}."
        elif error.errno == errno.EACCES:
            reason = f"Port {port} may not be used by this user; choose one above 1023 with {flag}."
        else:
            reason = f"Cannot listen on {host}: {error.strerror}; choose another host with --host."
        raise CannotStart(reason) from error


def loopback_url(host: str, port: int) -> str:
    """Where this machine itself reaches a server listening on that host."""
    return _url(EVERYWHERE.get(host, host), port)


def people_url(host: str, port: int) -> str:
    """Where people reach it: listening everywhere means that a phone in the same network can, too."""
    return _url(_lan_address(host) if host in EVERYWHERE else host, port)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _lan_address(host: str) -> str:
    # Connecting a datagram socket sends nothing; it only makes the system choose its own address.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return EVERYWHERE[host]
        return str(probe.getsockname()[0])
