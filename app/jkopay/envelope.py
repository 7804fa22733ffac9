"""What an answer says: success, a refusal, or that it is no answer. Protocol sections 1 and 9."""

from collections.abc import Callable
from typing import Any, TypeVar

from .apis import Api
from .errors import Silence, WalletSilent
from .fields import FieldUnreadable, require_storable
from .refusals import find_refusal
from .send import HttpAnswer
from .wire import read_json

_T = TypeVar("_T")

_SUCCESS = "000"
_INTERNAL_ERROR = "999"


class _NoAnswer(Exception):
    def __init__(self, reason: Silence, cause: str = "") -> None:
        super().__init__(reason, cause)
        self.reason = reason
        self.cause = cause


def _read_envelope(body: bytes) -> tuple[str, str | None, dict[str, Any] | None]:
    try:
        envelope = read_json(body)
    except ValueError:
        raise _NoAnswer(Silence.NOT_JSON) from None
    if not isinstance(envelope, dict):
        raise _NoAnswer(Silence.MALFORMED, "not an object")
    if "result" not in envelope:
        raise _NoAnswer(Silence.UNKNOWN_RESULT, "result: is missing")
    result, message, result_object = (envelope.get(name) for name in ("result", "message", "result_object"))
    if not isinstance(result, str):
        raise _NoAnswer(Silence.MALFORMED, "result: is not a text")
    if not isinstance(message, str | None):
        raise _NoAnswer(Silence.MALFORMED, "message: is not a text")
    if not isinstance(result_object, dict | None):
        raise _NoAnswer(Silence.MALFORMED, "result_object: is not an object")
    return result, message, result_object


def _read(api: Api, body: bytes, read: Callable[[dict[str, Any] | None], _T]) -> _T:
    result, message, result_object = _read_envelope(body)
    if result == _INTERNAL_ERROR:
        raise _NoAnswer(Silence.INTERNAL_ERROR)
    try:
        if result == _SUCCESS:
            return read(result_object)
        refusal = find_refusal(api, result, message)
        require_storable({"message": message, "result_object": result_object})
    except FieldUnreadable as error:
        raise _NoAnswer(Silence.MALFORMED, str(error)) from None
    if refusal is None:
        raise _NoAnswer(Silence.UNKNOWN_RESULT)
    raise refusal(api, result, message, result_object)


def read_answer(api: Api, answer: HttpAnswer, read: Callable[[dict[str, Any] | None], _T]) -> _T:
    """What `read` makes of the `result_object` of a success.

    A documented answer counts whatever its HTTP status, save a redirect: that says the answer is elsewhere. Raises
    `WalletRefused` (or a class below it) for a documented refusal and `WalletSilent` for all that is no answer.
    """
    if 300 <= answer.status < 400:
        raise WalletSilent(api, Silence.REDIRECT, may_have_arrived=True, http_status=answer.status)
    try:
        return _read(api, answer.body, read)
    except _NoAnswer as nothing:
        reason, cause = nothing.reason, nothing.cause
    if answer.status != 200 and reason is not Silence.INTERNAL_ERROR:
        reason = Silence.HTTP_STATUS
    raise WalletSilent(api, reason, may_have_arrived=True, http_status=answer.status, cause=cause)
