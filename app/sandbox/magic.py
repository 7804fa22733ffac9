"""Amounts that bring about an answer or a fault, in the manner of test cards, for clients that steer nothing else.

A magic amount is TWD `7ARRRV`. A says which call answers so, RRR is the documented `result` and V which of its
messages; where RRR begins with 00 it is a fault. Ordinary prices of six digits are not among them: only the listed
amounts mean anything.
"""

from dataclasses import dataclass

from app.sandbox import answers
from app.sandbox.answers import Answer, known_answers
from app.sandbox.faults import RESULT_CALLBACK, Fault, FaultKind

LOWEST, HIGHEST = 700_000, 799_999
# What decides, for each call: the amount it carries itself, or that of the order or authorization it is about.
DECIDING_FIELDS = {
    answers.ENTRY: "final_price",
    answers.REFUND: "final_price of the order",
    answers.INQUIRY: "final_price of any order asked for",
    answers.LIMITED: "billing_amount",
    answers.REGULAR: "billing_amount",
    answers.TRANSACTION: "order.final_price",
    answers.AUTHPAY_REFUND: "final_price of the deduction",
    answers.AUTHPAY_INQUIRY: "final_price of any deduction asked for",
    answers.DETAIL: "billing_amount of the authorization",
    answers.CANCEL: "billing_amount of the authorization",
    RESULT_CALLBACK: "final_price of the order",
}
_DIGITS = {
    answers.ENTRY: 0,
    answers.REFUND: 1,
    answers.INQUIRY: 2,
    # One digit for both bindings: no amount can be meant for the other.
    answers.LIMITED: 3,
    answers.REGULAR: 3,
    answers.TRANSACTION: 4,
    answers.AUTHPAY_REFUND: 5,
    answers.AUTHPAY_INQUIRY: 6,
    answers.DETAIL: 7,
    answers.CANCEL: 8,
    RESULT_CALLBACK: 9,
}
# Longer than any client waits; a late answer is one that a patient client still gets.
_SILENCE_SECONDS, _LATE_SECONDS, _DELAY_SECONDS = 30.0, 5.0, 60.0
_ANSWER_FAULTS = (
    Fault(FaultKind.TIMEOUT_BEFORE, _SILENCE_SECONDS, 1),
    Fault(FaultKind.TIMEOUT_AFTER, _SILENCE_SECONDS, 1),
    Fault(FaultKind.HTTP_500, 0, 1),
    Fault(FaultKind.BAD_JSON, 0, 1),
    Fault(FaultKind.RESET, 0, 1),
    Fault(FaultKind.SLOW, _LATE_SECONDS, 1),
)
_CALLBACK_FAULTS = (
    Fault(FaultKind.DROP, 0, 1),
    Fault(FaultKind.DELAY, _DELAY_SECONDS, 1),
    Fault(FaultKind.DUPLICATE, 0, 2),
)


@dataclass(frozen=True)
class Magic:
    """One magic amount, in TWD: what the call of `api` answers, or how it goes wrong."""

    api: str
    amount: int
    outcome: Answer | Fault


def _of_api(api: str) -> list[Magic]:
    base = LOWEST + _DIGITS[api] * 10_000
    seen: dict[str, int] = {}
    found = []
    for answer in known_answers(api):
        variant = seen[answer.result] = seen.get(answer.result, -1) + 1
        found.append(Magic(api, base + int(answer.result) * 10 + variant, answer))
    return found + [Magic(api, base + place * 10, fault) for place, fault in enumerate(_ANSWER_FAULTS, 1)]


def _of_callbacks() -> list[Magic]:
    base = LOWEST + _DIGITS[RESULT_CALLBACK] * 10_000
    first = len(_ANSWER_FAULTS) + 1
    return [Magic(RESULT_CALLBACK, base + place * 10, fault) for place, fault in enumerate(_CALLBACK_FAULTS, first)]


MAGIC = (*(magic for api in answers.APIS for magic in _of_api(api)), *_of_callbacks())
MAGIC_AMOUNTS = {(magic.api, magic.amount): magic for magic in MAGIC}
