"""Which addresses of the merchant may be called or linked to."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def callback_problem(url: str, *, https_only: bool) -> str | None:
    """Why the sandbox will not call this address, or None.

    https anywhere; http only where it does not leave this machine, that is to loopback (protocol section 9) or to
    one of its own addresses, so that a phone in the same network can use a shop that runs here. Never http with
    `https_only`.
    """
    parts = _split(url)
    if parts is None:
        return "is not a valid address"
    if parts.scheme == "http" and (https_only or not _is_this_machine(parts.hostname or "")):
        return "must be https" if https_only else "must be https, or http to this machine"
    literal = _literal(parts.hostname or "")
    return "is an address that is never called" if literal and _is_forbidden(literal) else None


def display_problem(url: str) -> str | None:
    """Why a browser cannot be sent to this address, or None."""
    return None if _split(url) else "is not a valid address"


def resolves_to_forbidden(url: str) -> bool:
    """Look the host up and tell whether any of its addresses is link-local, multicast or unspecified.

    The name could answer differently a moment later; what guards against that is https: no metadata service holds
    a certificate for a name on the internet.

    Raises OSError when the name cannot be looked up.
    """
    parts = urlsplit(url)
    found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    return any(_is_forbidden(ipaddress.ip_address(str(info[4][0]).partition("%")[0])) for info in found)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')
    return parts if usable and plain and "@" not in parts.netloc else None


def _is_this_machine(host: str) -> bool:
    literal = _literal(host)
    if literal is None:
        return host == "localhost"
    family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # Only an address of this machine can be bound; nothing is sent.
            probe.bind((host, 0))
        except OSError:
            return False
    return not _is_forbidden(literal)


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_forbidden(address: _Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or address
    return bool(inner.is_link_local or inner.is_multicast or inner.is_unspecified)
