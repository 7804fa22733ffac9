"""What can go wrong on purpose, with the sandbox's answers and with its callbacks."""

from dataclasses import dataclass
from enum import StrEnum

from app.sandbox.answers import APIS

CONFIRM_CALLBACK = "callback confirm_url"
RESULT_CALLBACK = "callback result_url"
CANCELLATION_CALLBACK = "callback cancellation_url"
CALLBACKS = (CONFIRM_CALLBACK, RESULT_CALLBACK, CANCELLATION_CALLBACK)


class FaultKind(StrEnum):
    """`timeout_before` to `huge` spoil an answer, `drop` to `bad_digest` a callback."""

    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    HTTP_500 = "http_500"
    HTTP_302 = "http_302"
    BAD_JSON = "bad_json"
    WRONG_TYPE = "wrong_type"
    RESET = "reset"
    SLOW = "slow"
    HUGE = "huge"
    DROP = "drop"
    DELAY = "delay"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    NO_DIGEST = "no_digest"
    BAD_DIGEST = "bad_digest"


# These strike before the sandbox has done anything, the other answers' faults after it has done all of it.
_STRIKES_FIRST = {FaultKind.TIMEOUT_BEFORE, FaultKind.HTTP_500, FaultKind.HTTP_302}
_OF_CALLBACKS = {
    FaultKind.DROP,
    FaultKind.DELAY,
    FaultKind.DUPLICATE,
    FaultKind.REORDER,
    FaultKind.NO_DIGEST,
    FaultKind.BAD_DIGEST,
}


@dataclass(frozen=True)
class Fault:
    """One fault. `seconds` is how long a timeout, `slow`, `delay` or `reorder` lasts, `copies` of a duplicate."""

    kind: FaultKind
    seconds: float
    copies: int

    @property
    def strikes_first(self) -> bool:
        return self.kind in _STRIKES_FIRST


def fault_problem(api: str, kind: FaultKind) -> str | None:
    """Why this fault cannot happen to this API, or None."""
    if api not in APIS + CALLBACKS:
        return f"api must be one of: {', '.join(APIS + CALLBACKS)}"
    if (kind in _OF_CALLBACKS) != (api in CALLBACKS):
        return f"{kind} cannot happen to {api}"
    if kind is FaultKind.REORDER and api == CONFIRM_CALLBACK:
        return "reorder is for result_url and cancellation_url: the shopper waits for confirm_url"
    return None
