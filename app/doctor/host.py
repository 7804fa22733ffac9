"""One call of JKOPay's host without keys: is it there, is its certificate good, and what time does it think it is."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

import requests

PATIENCE_SECONDS = 5.0
_CLOSE = {"Connection": "close", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class HostAnswer:
    """`fault` names why there is none. `is_certificate_bad`: it is there, and its TLS certificate is not trusted.

    `ahead` is by how much our clock is ahead of the host's; None when it sent no Date.
    """

    fault: str | None = None
    is_certificate_bad: bool = False
    ahead: timedelta | None = None

    @classmethod
    def read(cls, date: str, sent_at: datetime, waited: float) -> Self:
        """An answer whose Date header is `date`."""
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return cls()
        if theirs.tzinfo is None:
            return cls()
        # Somewhere between sending and receiving; the header counts whole seconds.
        return cls(ahead=sent_at + timedelta(seconds=waited / 2) - theirs - timedelta(milliseconds=500))


def ask_host(base_url: str) -> HostAnswer:
    """Ask once, with the certificates that the client trusts and past any proxy of the environment, as the client."""
    with requests.Session() as session:
        session.trust_env = False
        sent_at, started = datetime.now(UTC), time.monotonic()
        try:
            answer = session.get(base_url, timeout=PATIENCE_SECONDS, headers=_CLOSE, allow_redirects=False, stream=True)
        except requests.exceptions.SSLError:
            return HostAnswer(fault="SSLError", is_certificate_bad=True)
        except (requests.RequestException, OSError, ValueError) as error:
            # The name only: the texts of these errors quote addresses.
            return HostAnswer(fault=type(error).__name__)
        waited = time.monotonic() - started
        answer.close()
    return HostAnswer.read(answer.headers.get("Date", ""), sent_at, waited)
