"""The shop called through PUBLIC_URL, as JKOPay calls it, and how the shop proves that it is this very shop."""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any

import requests

STRANGER = "192.0.2.77"
"""An address kept for documentation: no request ever comes from there, so who sees it believed a header."""

JKOPAY_CONNECTS_WITHIN = 5.0
JKOPAY_READS_WITHIN = 10.0
"""Seconds: protocol section 4."""

SLOWEST_ANSWER = 5.0
"""Seconds; half of what JKOPay waits, because a busy evening takes longer than a rehearsal."""

_REHEARSAL = "/jkopay/rehearsal"


@dataclass(frozen=True)
class Rehearsal:
    """`fault` or `status` tell how far it came; `is_ours`: the answer is this shop's, proved with its SECRET_KEY.

    `is_secure`: the shop saw https. `believes_strangers`: it took a made-up X-Forwarded-For for the caller's address.
    """

    fault: str | None = None
    is_certificate_bad: bool = False
    status: int | None = None
    is_ours: bool = False
    is_secure: bool = False
    believes_strangers: bool = False
    seconds: float = 0.0


def prove(secret_key: str, nonce: bytes) -> str:
    """What only a holder of SECRET_KEY can answer to `nonce`, and what is worth nothing anywhere else."""
    own_key = hmac.digest(secret_key.encode(), b"rehearsal of a callback", "sha256")
    return hmac.new(own_key, nonce, hashlib.sha256).hexdigest()


def rehearse(public_url: str, secret_key: str) -> Rehearsal:
    """Call the rehearsal's address once, as JKOPay would, and check who answered."""
    nonce = secrets.token_hex(16).encode()
    started = time.monotonic()
    try:
        answer = requests.post(
            public_url + _REHEARSAL,
            data=nonce,
            headers={"X-Forwarded-For": STRANGER, "Connection": "close"},
            timeout=(JKOPAY_CONNECTS_WITHIN, JKOPAY_READS_WITHIN),
            allow_redirects=False,
        )
    except requests.exceptions.SSLError:
        return Rehearsal(fault="SSLError", is_certificate_bad=True)
    except (requests.RequestException, OSError, ValueError) as error:
        return Rehearsal(fault=type(error).__name__)
    seconds = time.monotonic() - started
    told = _read(answer)
    return Rehearsal(
        status=answer.status_code,
        is_ours=hmac.compare_digest(str(told.get("proof", "")).encode(), prove(secret_key, nonce).encode()),
        is_secure=told.get("secure") is True,
        believes_strangers=told.get("address") == STRANGER,
        seconds=seconds,
    )


def _read(answer: requests.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
