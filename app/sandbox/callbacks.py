"""One call from the sandbox to the merchant."""

import json
import time
from dataclasses import dataclass

import requests

from app.sandbox.targets import callback_problem, resolves_to_forbidden

CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
# Tells a merchant's log who calls, and the control interface that nobody who sits at this machine does.
AGENT = "JKOPay-Sandbox-Callback"
_LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class CallbackAnswer:
    """What came back. `status` is None when nothing did, and `problem` says why."""

    digest: str | None
    status: int | None
    answer: bytes
    problem: str | None
    milliseconds: int

    @property
    def is_ok(self) -> bool:
        return self.status == 200


def call_merchant(url: str, body: bytes, digest: str | None) -> CallbackAnswer:
    """POST the body: connect 5 s, read 10 s, redirects not followed, the answer capped (protocol section 4).

    Carries a `digest` when one is given. Never raises for what the network does.
    """
    started = time.monotonic()
    try:
        status, answer = _post(url, body, digest)
        problem = None
    except (requests.RequestException, OSError) as error:
        status, answer, problem = None, b"", _explain(error)
    return CallbackAnswer(digest, status, answer, problem, round((time.monotonic() - started) * 1000))


def is_confirmed(answer: bytes) -> bool:
    """Tell whether an answer of `confirm_url` is exactly `{"valid": true}` in sense."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("valid") is True


def _post(url: str, body: bytes, digest: str | None) -> tuple[int, bytes]:
    # Also here: a row may be from an import, or from before a switch was changed.
    if callback_problem(url, https_only=False) or (url.startswith("https:") and resolves_to_forbidden(url)):
        raise requests.exceptions.InvalidURL("an address that is never called")
    headers = {"Content-Type": "application/json", "User-Agent": AGENT} | ({"digest": digest} if digest else {})
    with requests.Session() as session:
        # A proxy from the environment would reach what the rule above refuses.
        session.trust_env = False
        timeout = (CONNECT_SECONDS, READ_SECONDS)
        with session.post(
            url, data=body, headers=headers, timeout=timeout, allow_redirects=False, stream=True
        ) as response:
            return response.status_code, _read_capped(response)


def _read_capped(response: requests.Response) -> bytes:
    deadline = time.monotonic() + READ_SECONDS
    answer = bytearray()
    for piece in response.iter_content(4096):
        answer += piece
        if len(answer) > _LONGEST_ANSWER:
            break
        if time.monotonic() > deadline:
            raise requests.exceptions.ReadTimeout
    return bytes(answer[:_LONGEST_ANSWER])


def _explain(error: Exception) -> str:
    match error:
        case requests.exceptions.InvalidURL():
            return "the address is never called"
        case requests.exceptions.Timeout():
            return "no answer in time"
        case requests.exceptions.SSLError():
            return "no trusted certificate"
        case _:
            return "no connection"
