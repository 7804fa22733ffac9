"""Calls as they went over the wire, for a terminal: what the inspector of the admin has, with the same masks."""

import json

from app.cli_text import say
from app.models import ApiCall
from app.services.api_calls_reading import CallFilter, list_calls, open_call
from app.shop import current_shop


def print_exchanges(request_id: str) -> None:
    """The calls that this request id made, oldest first, to stderr."""
    shop = current_shop()
    shop.wallet.calls.flush()
    noted = reversed(list_calls(shop.db, CallFilter(text=request_id)).calls)
    calls = [call for found in noted if (call := open_call(shop.db, found.id))]
    if not calls:
        _say("*", "no call was noted: the database could not take it, or no request was made")
    for call in calls:
        _print_exchange(call)


def _print_exchange(call: ApiCall) -> None:
    method = call.api.partition(" ")[0]
    _say(">", f"{method} {call.address}")
    for name, value in json.loads(call.headers):
        _say(">", f"{name}: {value}")
    if method == "POST":
        _say(">", "")
        _say(">", _text(call.payload))
    signed = "body" if method == "POST" else "query after ?"
    masked = f", {call.masked} of them masked above" if call.masked else ""
    _say("*", f"digest {call.digest}: HMAC-SHA256 of the {call.payload_length} bytes of the {signed}{masked}")
    _say("<", f"{call.status or 'no answer'} after {call.milliseconds} ms")
    for name, value in json.loads(call.answer_headers):
        _say("<", f"{name}: {value}")
    if call.answer is not None:
        _say("<", "")
        _say("<", _text(call.answer))


def _text(payload: bytes) -> str:
    return payload.decode("utf-8", "backslashreplace")


def _say(sign: str, text: str) -> None:
    say(f"{sign} {text}".rstrip(), err=True)
