"""Every event of what a person decided about money that did not add up, as a sentence."""

from flask_babel import lazy_gettext as _l

from app.admin.telling import Telling
from app.models import Authorization, Charge, Order, Payment, Refund

_ACCEPTED = Telling(_l("%(staff)s accepted the amount that JKOPay says was paid."), "good")
_CLOSED = Telling(_l("%(staff)s closed it as not paid."), "bad")
_EXPLAINED = Telling(_l("%(staff)s explained a difference in the books."), "")

BREAK_EVENTS: dict[tuple[type, str], Telling] = {
    (Payment, "amount_accepted"): _ACCEPTED,
    (Charge, "amount_accepted"): _ACCEPTED,
    (Payment, "closed_by_staff"): _CLOSED,
    (Charge, "closed_by_staff"): _CLOSED,
    (Refund, "refund_recognised"): Telling(_l("%(staff)s recognised this refund in JKOPay's history."), "good"),
    (Refund, "refund_not_ours"): Telling(_l("%(staff)s said that JKOPay's history has another refund there."), "wait"),
    (Refund, "refund_amount_accepted"): Telling(
        _l("%(staff)s accepted the amount that JKOPay says went back."), "good"
    ),
    (Order, "break_settled"): _EXPLAINED,
    (Authorization, "break_settled"): _EXPLAINED,
}
