"""Outcomes, directions and silences as a person reads them."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.refusals import HINTS, Entry, advise_on_refusal, look_up_refusal
from app.admin.status_words import Label
from app.models import ApiCall, Direction, Outcome

OUTCOMES = {
    Outcome.ANSWERED: Label(_l("Answered"), "good"),
    Outcome.REFUSED: Label(_l("Refused"), "bad"),
    Outcome.SILENT: Label(_l("Silence"), "wait"),
    Outcome.FAILED: Label(_l("Failed here"), "bad"),
}

DIRECTIONS = {
    Direction.SENT: _l("Shop to JKOPay"),
    Direction.RECEIVED: _l("JKOPay to shop"),
}

# The names are those of the client's `Silence`.
_SILENCES = {
    "not_sent": _l("Nothing was sent: no connection to JKOPay could be made."),
    "no_answer": _l("The connection ended before an answer came. JKOPay may have carried the request out."),
    "deadline": _l("No whole answer came in time. JKOPay may have carried the request out."),
    "http_status": _l("An HTTP error came instead of a documented answer."),
    "redirect": _l("The answer sent the shop to another address, which it never follows."),
    "not_json": _l("The answer is not JSON."),
    "too_large": _l("The answer is larger than any documented one, so it was not read."),
    "unknown_result": _l("The result is none that JKOPay documents for this API."),
    "internal_error": _l("JKOPay answered 999, an error of its own. It may have carried the request out."),
    "malformed": _l("The answer lacks something it must have, or has it in another form."),
}
_HINTED = dict(zip((401, 403, 404), HINTS, strict=True))


class Explanation(NamedTuple):
    """What an outcome means, and where the catalogue of errors speaks of it."""

    sentence: str
    entry: Entry | None


def explain_outcome(call: ApiCall) -> Explanation:
    """What came of `call`, in a sentence."""
    if call.direction is Direction.RECEIVED:
        return Explanation(str(_explain_received(call)), None)
    if call.outcome is Outcome.ANSWERED:
        return Explanation(str(_("JKOPay answered as documented.")), None)
    if call.outcome is Outcome.REFUSED:
        advice = advise_on_refusal(call.api, call.result, call.message)
        return Explanation(advice, look_up_refusal(call.api, call.result, call.message))
    hint = _HINTED.get(call.status or 0) if call.result == "http_status" else None
    sentence = str(_SILENCES[call.result])
    return Explanation(f"{sentence} {hint}" if hint else sentence, None)


def _explain_received(call: ApiCall) -> Any:
    if call.outcome is Outcome.FAILED:
        return _("The shop failed while it answered. JKOPay repeats the call.")
    if call.outcome is Outcome.REFUSED:
        return _("The shop said that this money may not move.")
    if call.api == "confirm_url":
        return _("The shop said that the money may move.")
    return _("The shop stored it and asked JKOPay for proof.")
