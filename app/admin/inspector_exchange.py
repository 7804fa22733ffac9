"""One call as it can be read, and as it can be made again."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.models import ApiCall, Direction
from app.services.api_calls_masking import KEPT_BYTES

_DIGEST_BY_OPENSSL = '"digest: $(printf %s "$BODY" | openssl dgst -sha256 -hmac "$JKOPAY_SECRET_KEY" -r | cut -c 1-64)"'


@dataclass(frozen=True)
class Description:
    """The parts of a call as text. Bytes that are no UTF-8 are written as \\xNN.

    `method` and `path` are of the address; `curl` is empty for a call of JKOPay's. `is_cut` and `is_answer_cut` say
    that more came than is kept.
    """

    method: str
    headers: Sequence[tuple[str, str]]
    answer_headers: Sequence[tuple[str, str]]
    payload: str
    pretty_payload: str
    answer: str | None
    pretty_answer: str
    curl: str
    is_cut: bool
    is_answer_cut: bool
    kept: int = KEPT_BYTES


def describe_call(call: ApiCall) -> Description:
    """`call` for a page."""
    method = call.api.partition(" ")[0] if call.direction is Direction.SENT else "POST"
    payload, answer = _text(call.payload), None if call.answer is None else _text(call.answer)
    return Description(
        method=method,
        headers=_headers(call.headers),
        answer_headers=_headers(call.answer_headers),
        payload=payload,
        pretty_payload=_pretty_query(payload) if method == "GET" else _pretty_json(payload),
        answer=answer,
        pretty_answer=_pretty_json(answer or ""),
        curl=_curl(call, method, payload) if call.direction is Direction.SENT else "",
        is_cut=call.payload_length > KEPT_BYTES,
        is_answer_cut=(call.answer_length or 0) > KEPT_BYTES,
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _headers(stored: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in json.loads(stored)]


def _pretty_json(text: str) -> str:
    """Indented; empty where that would show nothing new, or not what was sent."""
    try:
        pretty = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return ""
    return pretty if pretty != text else ""


def _pretty_query(text: str) -> str:
    return "\n".join(f"{name} = {value}" for name, value in parse_qsl(text, keep_blank_values=True))


def _curl(call: ApiCall, method: str, payload: str) -> str:
    """The key stays a placeholder. With masked bytes the digest that was sent would be wrong, so it is computed."""
    digest = _DIGEST_BY_OPENSSL if call.masked else shlex.quote(f"digest: {call.digest}")
    lines = [
        f"curl -sS -X {method} {shlex.quote(call.address)}",
        "-H 'Content-Type: application/json'",
        '-H "api-key: $JKOPAY_API_KEY"',
        f"-H {digest}",
    ]
    if method == "POST":
        lines.append('--data-binary "$BODY"' if call.masked else f"--data-binary {shlex.quote(payload)}")
    body = f"BODY={shlex.quote(payload)}\n" if call.masked else ""
    return body + " \\\n  ".join(lines)
