"""How every signed call is taken in and answered (protocol section 1)."""

import json
from collections.abc import Callable
from functools import cache, partial
from typing import Protocol

from flask import Blueprint, Response, request

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.call_stores import stores_of_call
from app.sandbox.fault_answers import spoil
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.fields import BadFields
from app.sandbox.sandbox import Sandbox, the_sandbox
from app.sandbox.signing import is_genuine

# The number is the merchant's whose keys the call carries.
Work = Callable[[Sandbox, int, bytes], Answer]


class SlowWork(Protocol):
    """Work that waits some seconds in the middle of it."""

    def __call__(self, sandbox: Sandbox, merchant: int, payload: bytes, *, seconds: float) -> Answer: ...


def answer_call(api: str, work: Work, slow_work: SlowWork | None = None) -> Response:
    """Check the digest, then let a fault, a planned answer, a magic amount or the work itself answer.

    The signed payload is what arrived: the body of a POST, the raw query string of a GET. The fault `slow` drips the
    answer, unless there is `slow_work` to do it in.
    """
    sandbox = the_sandbox()
    payload = request.get_data() if request.method == "POST" else request.query_string
    merchant = _signer(sandbox, payload)
    if merchant is None:
        return respond(answers.VALIDATION_ERROR)
    fault, planned = _take_planned(sandbox, api, merchant, payload)
    if fault and fault.strikes_first:
        return spoil(fault, b"", sandbox.stopping)
    if fault and fault.kind is FaultKind.SLOW and slow_work:
        work, fault = partial(slow_work, seconds=fault.seconds), None
    response = respond(planned or _do(work, sandbox, merchant, payload))
    return spoil(fault, response.get_data(), sandbox.stopping) if fault else response


def respond(answer: Answer) -> Response:
    """The bytes of an answer. Documentation says nothing of HTTP status: 200 always, or 400 for refusals."""
    body = {"result": answer.result, "message": answer.message, "result_object": answer.result_object}
    status = the_sandbox().switches.refusal_http_status if answer.is_refusal else 200
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, mimetype="application/json")


def answer_failures(blueprint: Blueprint) -> None:
    """Have failures of a blueprint's routes answered in the same form."""
    blueprint.register_error_handler(413, _too_large)
    blueprint.register_error_handler(500, _internal_error)


def _too_large(_: Exception) -> Response:
    return respond(answers.bad_request({"body": "is too large"}))


def _internal_error(_: Exception) -> Response:
    return respond(answers.INTERNAL_ERROR)


def _signer(sandbox: Sandbox, payload: bytes) -> int | None:
    merchant = sandbox.merchants.find(request.headers.get("api-key", ""))
    given = request.headers.get("digest", "")
    return merchant.number if merchant and is_genuine(merchant.secret_key, given, payload) else None


def _take_planned(sandbox: Sandbox, api: str, merchant: int, payload: bytes) -> tuple[Fault | None, Answer | None]:
    """What happens to this call other than the work: what was planned, else what a magic amount brings about."""
    stores = cache(partial(stores_of_call, sandbox, api, merchant, payload))
    fault = sandbox.faults.take(api, stores)
    planned = None if fault and fault.strikes_first else sandbox.planned.take(api, stores)
    if fault or planned:
        return fault, planned
    magic = sandbox.magic.of_call(api, merchant, payload)
    return (magic, None) if isinstance(magic, Fault) else (None, magic)


def _do(work: Work, sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    try:
        return work(sandbox, merchant, payload)
    except BadFields as error:
        return answers.bad_request(error.problems)
