"""What schemathesis must know of the sandbox: how a call is signed, and the ids of things that are there.

Loaded by schemathesis itself, in its own process.
"""

import hashlib
import hmac
import json
import os
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis

URL = os.environ["FUZZ_URL"]
KNOWN: dict[str, list[str]] = json.loads(os.environ["FUZZ_KNOWN"])
STATE = Path(os.environ["FUZZ_STATE"])
STORE: dict[str, str] = json.loads(os.environ["FUZZ_STORE"])
# After these little is left to find.
_TAKES_AWAY = ("reset", "importState", "moveClock", "removeMerchant", "changeSettings")
_NOT_SIGNED_ONE_IN = 15


class Signature(requests.auth.AuthBase):
    """Signs what is really sent; now and then it does not."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        url = urlsplit(request.url or "")
        if url.path.startswith("/platform/"):
            sent = url.query if request.method == "GET" else request.body or b""
            payload = sent.encode() if isinstance(sent, str) else sent
            if Random(payload).randrange(_NOT_SIGNED_ONE_IN):
                digest = hmac.new(STORE["secret_key"].encode(), payload, hashlib.sha256).hexdigest()
                request.headers.update({"api-key": STORE["api_key"], "digest": digest})
        return request


@schemathesis.hook
def before_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Sign, and name things that are there in two of three cases."""
    kwargs["auth"] = Signature()
    rng = Random(repr((case.body, case.query, case.path_parameters)))
    for part in (case.path_parameters, case.query, case.body, *_inner(case.body)):
        if isinstance(part, dict):
            _name_known(part, rng)


@schemathesis.hook
def after_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], response: schemathesis.Response) -> None:
    """Put everything back after it was taken away."""
    if case.operation.definition.raw.get("operationId") in _TAKES_AWAY and response.status_code == 200:
        headers = {"Content-Type": "application/json"}
        requests.post(f"{URL}/_sandbox/import", STATE.read_bytes(), headers=headers, timeout=60).raise_for_status()


def _inner(body: object) -> list[object]:
    return [body.get("order")] if isinstance(body, dict) else []


def _name_known(part: dict[str, Any], rng: Random) -> None:
    for name, values in KNOWN.items():
        if isinstance(part.get(name), str | int | list) and rng.randrange(3):
            part[name] = rng.choice(values)
