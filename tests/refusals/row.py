"""One row of the table: how the shop comes to an answer, and what people read then."""

from collections.abc import Callable
from dataclasses import dataclass

from app.payment_errors import explain
from tests.refusals.documented import ROWS, Answer
from tests.refusals.stage import Scene

Cause = Callable[[Scene], object]

CHARGE_REFUSED = "A charge refused"
SETTING = "A setting to check"
REFUND_UNKNOWN = "A refund without an answer"


@dataclass(frozen=True)
class Row:
    """`shopper`, `staff` and `attention` (the list of the staff) are English sentences that the pages hold, translated.

    `planned` says why the answer was planned where nothing the shop does can cause it; its cause is then tried with a
    call of the second integration.
    """

    cause: Cause
    shopper: tuple[str, ...]
    staff: tuple[str, ...]
    attention: tuple[str, ...] = ()
    planned: str = ""


def answer_of(api: str, result: str) -> Answer:
    """The row of `api` with this result; where two have it, the usual *Bad request*."""
    return next(row for row in ROWS if row[:2] == (api, result))


def shopper_words(answer: Answer) -> str:
    """What the catalogue tells a shopper about `answer`."""
    return explain(*answer).shopper


def staff_words(answer: Answer) -> str:
    """What the catalogue tells the staff about `answer`."""
    return explain(*answer).staff


def fault(answer: Answer) -> tuple[str, ...]:
    """What the list says about a fault of our own settings."""
    return SETTING, staff_words(answer)
