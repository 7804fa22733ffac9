"""Every answer of JKOPay, and which code it is. The same result may be another code on another API."""

from dataclasses import dataclass, replace

from app.payment_errors.advice import Actor, Retry
from app.payment_errors.codes import CODES, PaymentError, read_table
from app.payment_errors.remedies_authpay import AUTHPAY_REMEDIES
from app.payment_errors.remedies_onlinepay import ONLINEPAY_REMEDIES
from app.payment_errors.remedy import ANY, Remedy

_REMEDIES: dict[tuple[str, str, str], Remedy] = ONLINEPAY_REMEDIES | AUTHPAY_REMEDIES


@dataclass(frozen=True)
class Answer:
    """One answer, or one situation without an answer of its own, and what it means.

    `api` is method and path; `api`, `result` and `message` are `ANY` where they do not matter.
    """

    api: str
    result: str
    message: str
    error: PaymentError


def _read(row: dict[str, str]) -> Answer:
    key = (row["api"], row["result"], row["message"])
    error = replace(CODES[row["code"]], actor=Actor(row["actor"]), retry=Retry(row["retry"]))
    remedy = _REMEDIES.get(key)
    if remedy:
        error = replace(error, staff=remedy.staff, shopper=remedy.shopper or error.shopper)
    return Answer(*key, error)


DOCUMENTED: tuple[Answer, ...] = tuple(_read(row) for row in read_table("answers.tsv"))
"""The answers that JKOPay documents: seeds onlinepay-response-codes and authorized-payment-response-codes."""

SITUATIONS: tuple[Answer, ...] = tuple(_read(row) for row in read_table("situations.tsv"))
"""What has no row there: statuses of an inquiry, links past their time, our own no, and what nobody documented."""

ANSWERS = DOCUMENTED + SITUATIONS

_EXACT = {(answer.api, answer.result, answer.message): answer.error for answer in ANSWERS}
_OF_RESULT: dict[tuple[str, str], list[PaymentError]] = {}
for _answer in DOCUMENTED:
    _OF_RESULT.setdefault((_answer.api, _answer.result), []).append(_answer.error)


def explain(api: str, result: str | None, message: str | None = None) -> PaymentError:
    """What the answer `result`, `message` of `api` (method and path) means.

    A text that is not documented is read by its result alone. What nobody documented is 100999.
    """
    asked = result or ""
    alone = _OF_RESULT.get((api, asked), [])
    return (
        _EXACT.get((api, asked, message or ANY))
        or _EXACT.get((api, asked, ANY))
        or (alone[0] if len(alone) == 1 else None)
        or _EXACT.get((ANY, asked, ANY))
        or _EXACT[ANY, ANY, ANY]
    )


def answers_of(code: str) -> list[Answer]:
    """The answers that are this code, in the order of the documentation."""
    return [answer for answer in ANSWERS if answer.error.code == code]


def find_answers(result: str) -> list[Answer]:
    """The answers with this result, whatever the API."""
    return [answer for answer in ANSWERS if answer.result == result]
