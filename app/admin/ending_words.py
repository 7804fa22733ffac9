"""What each ending of a matter means, what it will do, and what came of it."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import Charge, Payment, Refund, RefundStatus
from app.models.money import format_money
from app.services.endings import (
    AmountImpossible,
    Ending,
    EndingRejected,
    Matter,
    MatterChanged,
    MatterSilent,
)


class EndingWords(NamedTuple):
    """The choice, what will happen by it, and the button that does it."""

    choice: Any
    effect: Any
    button: Any


_WORDS = {
    Ending.ACCEPT: EndingWords(
        _l("Accept what JKOPay says: it is paid, with that amount"),
        _l("JKOPay is asked once more. If it says the same, the order is paid with that amount, which you can refund."),
        _l("Accept this amount now"),
    ),
    Ending.CLOSE: EndingWords(
        _l("It was not paid: close it"),
        _l("The payment ends as not paid, and the goods go back to the shelf. The customer may pay anew, so be sure."),
        _l("Close it as not paid now"),
    ),
    Ending.OURS: EndingWords(
        _l("The refund in JKOPay's history is this one"),
        _l("JKOPay is asked once more. If its history says the same, this refund is done, with the amount it tells."),
        _l("Recognise this refund now"),
    ),
    Ending.NOT_OURS: EndingWords(
        _l("The refund in JKOPay's history is another one"),
        _l("The shop goes on with this refund and sends it again, under the same number: it is never made twice."),
        _l("Go on with this refund now"),
    ),
}
_ACCEPT_REFUND = _WORDS[Ending.OURS]._replace(choice=_l("Accept what JKOPay says: that amount went back"))
_CLOSE_CHARGE = _WORDS[Ending.CLOSE]._replace(
    effect=_l("The charge is closed as not taken, and its order with it. It may be charged again, so be sure.")
)
_CLOSE_OLDER = _WORDS[Ending.CLOSE]._replace(
    effect=_l("This payment ends as not paid. If the order has a newer one, that goes on and may be taken, so be sure.")
)


def choose_words(matter: Matter, ending: Ending) -> EndingWords:
    """The words for `ending` of this matter."""
    if ending is Ending.OURS and Ending.NOT_OURS not in matter.endings:
        return _ACCEPT_REFUND
    if ending is Ending.CLOSE and matter.payment is not None:
        return _close_words(matter.payment)
    return _WORDS[ending]


def _close_words(payment: Payment) -> EndingWords:
    if payment.order.payment_id != payment.id:
        return _CLOSE_OLDER
    return _CLOSE_CHARGE if isinstance(payment, Charge) else _WORDS[Ending.CLOSE]


def tell_ending(row: Payment | Refund) -> tuple[str, str]:
    """What came of it, and its tone."""
    amount = format_money(row.amount, row.currency)
    if isinstance(row, Refund):
        if row.status is RefundStatus.DONE:
            return _("%(amount)s went back to the customer.", amount=amount), "good"
        return _("The shop goes on with the refund of %(amount)s.", amount=amount), "info"
    if row.paid_at is not None:
        return _("%(amount)s are accepted as paid.", amount=amount), "good"
    return _("Closed as not paid."), "good"


def tell_rejection(rejection: EndingRejected) -> str:
    """Why it was not ended."""
    return str(_REJECTIONS.get(type(rejection), _l("This had been settled already.")))


_REJECTIONS: dict[type[EndingRejected], Any] = {
    MatterSilent: _l("JKOPay did not answer, so nothing was changed. Please try again in a minute."),
    MatterChanged: _l("JKOPay says something else now, so nothing was changed. Please look again."),
    AmountImpossible: _l("The shop cannot keep the amount that JKOPay tells, so nothing was changed. Ask JKOPay."),
}
