"""One call between us and JKOPay, either way, as it is noted for the inspector."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from structlog.contextvars import get_contextvars

from app.db import utc_now
from app.jkopay import Exchange
from app.models import ApiCall, ApiCallSubject, Direction, Outcome
from app.services.api_calls_masking import MASKED, find_numbers, mask, mask_text

Headers = tuple[tuple[str, str], ...]

_SECRET_HEADERS = frozenset({"api-key", "authorization", "cookie", "set-cookie", "proxy-authorization"})
_MOST_HEADERS = 40
_LONGEST_HEADER = 500


@dataclass(frozen=True)
class Call:
    """Everything about one call, secrets still in it: it lives in memory until it is written, masked.

    `callback_token` is the secret part of the address of a received call, by which its payment or authorization is
    found.
    """

    at: datetime
    direction: Direction
    api: str
    outcome: Outcome
    result: str
    message: str | None
    cause: str
    status: int | None
    seconds: float
    request_id: str
    digest: str | None
    digest_verified: bool | None
    address: str
    headers: Headers
    answer_headers: Headers
    payload: bytes
    answer: bytes | None
    callback_token: str | None = None

    def __repr__(self) -> str:
        return f"Call({self.direction}, {self.api!r}, {self.outcome})"


def sent_call(exchange: Exchange, outcome: Outcome, result: str, message: str | None = None, cause: str = "") -> Call:
    """A call of ours that is over."""
    return Call(
        at=utc_now() - timedelta(seconds=exchange.seconds),
        direction=Direction.SENT,
        api=exchange.api,
        outcome=outcome,
        result=result,
        message=message,
        cause=cause,
        status=exchange.status,
        seconds=exchange.seconds,
        request_id=_request_id(),
        digest=exchange.digest,
        digest_verified=None,
        address=exchange.url,
        headers=exchange.headers,
        answer_headers=exchange.answer_headers,
        payload=exchange.payload,
        answer=exchange.answer,
    )


def received_call(
    *,
    kind: str,
    callback_token: str | None,
    address: str,
    headers: Iterable[tuple[str, str]],
    payload: bytes,
    digest: str | None,
    digest_verified: bool | None,
    status: int,
    answer_headers: Iterable[tuple[str, str]],
    answer: bytes,
    seconds: float,
) -> Call:
    """A call of JKOPay's that we have answered; `kind` is which (protocol section 4)."""
    is_no = status == HTTPStatus.OK and b'"valid":false' in answer.replace(b" ", b"")
    answered = Outcome.REFUSED if is_no else Outcome.ANSWERED
    return Call(
        at=utc_now() - timedelta(seconds=seconds),
        direction=Direction.RECEIVED,
        api=kind,
        outcome=answered if status == HTTPStatus.OK else Outcome.FAILED,
        result=str(status),
        message=None,
        cause="",
        status=status,
        seconds=seconds,
        request_id=_request_id(),
        digest=digest,
        digest_verified=digest_verified,
        address=address,
        headers=tuple(headers),
        answer_headers=tuple(answer_headers),
        payload=payload,
        answer=answer,
        callback_token=callback_token,
    )


def masked_row(call: Call, number: str | None) -> ApiCall:
    """What is stored of `call`; `number` is of the payment or authorization that its address belongs to."""
    payload, masked = mask(call.payload)
    answer = None if call.answer is None else mask(call.answer)[0]
    numbers = {*find_numbers(payload, answer), *([number] if number else [])}
    return ApiCall(
        at=call.at,
        direction=call.direction,
        api=call.api,
        outcome=call.outcome,
        result=mask_text(call.result),
        message=None if call.message is None else mask_text(call.message),
        cause=mask_text(call.cause),
        status=call.status,
        milliseconds=round(call.seconds * 1000),
        request_id=call.request_id,
        digest=None if call.digest is None else mask_text(call.digest)[:_LONGEST_HEADER],
        digest_verified=call.digest_verified,
        address=mask_text(call.address),
        masked=masked,
        payload_length=len(call.payload),
        answer_length=None if call.answer is None else len(call.answer),
        headers=_write_headers(call.headers),
        answer_headers=_write_headers(call.answer_headers),
        payload=payload,
        answer=answer,
        subjects=[ApiCallSubject(number=found) for found in sorted(numbers)],
    )


def _write_headers(headers: Headers) -> str:
    pairs = [(name, MASKED if name.lower() in _SECRET_HEADERS else value) for name, value in headers[:_MOST_HEADERS]]
    return json.dumps([[mask_text(name), mask_text(value)[:_LONGEST_HEADER]] for name, value in pairs])


def _request_id() -> str:
    return str(get_contextvars().get("request_id", ""))
