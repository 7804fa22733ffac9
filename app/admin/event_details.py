"""What was noted with an event, as a person reads it. What has no words here is shown as it was noted."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.payment_apis import CHARGE
from app.admin.refusals import advise_on_refusal
from app.locales import format_taipei
from app.models import History
from app.services.disputes import DISPUTED

# How the inbox notes why the shop said no (its answer may go on with a status), and a charge why it was withdrawn.
_OBJECTIONS = {
    "another platform_order_id": _l("The call named another payment."),
    "the payment is": _l("The payment was not waiting to be paid."),
    "the order is": _l("The goods were no longer set aside."),
    "a newer payment": _l("The order has a newer payment."),
    "the amount is not": _l("The payment's amount is not the order's."),
    DISPUTED: _l("JKOPay called a payment of the order paid with another amount, and nobody had decided yet."),
    "past its last moment": _l("The time to pay had passed."),
    "the order does not wait": _l("The order no longer waited for this charge."),
    "the authorization is": _l("The authorization was no longer granted."),
}
_REASONS: dict[tuple[str, str], Any] = {
    ("subscription_ended", "cancelled"): _l("Its authorization was cancelled."),
    ("subscription_ended", "refused"): _l("JKOPay would not begin its authorization."),
    ("subscription_ended", "expired"): _l("Its authorization was not granted in time."),
    ("authorization_cancelled", "000"): _l("Its answer to the request to cancel."),
    ("authorization_cancelled", "302"): _l("It had been cancelled before the request."),
    ("authorization_cancelled", "detail cancel"): _l("Its answer when the shop asked how the authorization stands."),
    ("expired", "ungranted"): _l("JKOPay says that it was not granted."),
    ("expired", "no link"): _l("JKOPay never made a link."),
}
_TELL_A_TIME = ("charge_planned", "charge_queued")
_TELL_AN_OBJECTION = ("charge_withdrawn", "unpaid")
# The page shows the plan by its name.
_TELL_NOTHING = ("subscription_asked",)


def tell_detail(row: History) -> str:
    """The words for the note of an event; empty when there is nothing to add to its sentence."""
    if not row.detail or row.event in _TELL_NOTHING:
        return ""
    if row.event in _TELL_A_TIME:
        return format_taipei(datetime.fromisoformat(row.detail))
    if row.event == "order_placed":
        return str(_("cycle %(cycle)s", cycle=row.detail))
    if row.event == "unpaid" and row.detail.isdecimal():
        return str(advise_on_refusal(CHARGE, row.detail, None))
    if row.event in _TELL_AN_OBJECTION:
        return tell_objection(row.detail)
    return str(_REASONS.get((row.event, row.detail), row.detail))


def tell_objection(answer: str) -> str:
    """Why the shop said no, or its own note where there are no words for it; empty when it did not."""
    if answer in ("valid", "stored"):
        return ""
    return next((str(words) for note, words in _OBJECTIONS.items() if answer.startswith(note)), answer)
