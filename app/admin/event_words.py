"""Every event as a sentence. What has no words here is shown by its own name."""

from flask_babel import lazy_gettext as _l

from app.admin.attention_words import advise
from app.admin.authorization_event_words import AUTHORIZATION_CALLS, AUTHORIZATION_EVENTS, STAFF_EVENTS
from app.admin.break_event_words import BREAK_EVENTS
from app.admin.telling import Telling
from app.models import AttentionReason, History, Notification, NotificationKind, Order, Payment, Refund

_WORDS: dict[tuple[type, str], Telling] = {
    (Order, "order_placed"): Telling(_l("The order was placed and its goods were set aside."), ""),
    (Order, "paid"): Telling(_l("The order is paid."), "good"),
    (Order, "refused"): Telling(_l("The order was closed: JKOPay refused its payment."), "bad"),
    (Order, "expired"): Telling(_l("The order was closed unpaid and its goods went back to the shelf."), ""),
    (Order, "reopened"): Telling(_l("The shopper tried again: the order is open and its goods are set aside."), ""),
    (Payment, "payment_started"): Telling(_l("A payment of %(amount)s was started."), ""),
    (Payment, "link_made"): Telling(_l("JKOPay made the payment link."), ""),
    (Payment, "link_renewed"): Telling(_l("JKOPay gave the link more time."), ""),
    (Payment, "renewal_refused"): Telling(_l("JKOPay would not give the link more time."), "wait"),
    (Payment, "refused"): Telling(_l("JKOPay would not make a payment link."), "bad"),
    (Payment, "wallet_silent"): Telling(_l("JKOPay did not answer. The shop keeps asking."), "wait"),
    (Payment, "confirm_asked"): Telling(_l("JKOPay asked whether the money may move."), ""),
    (Payment, "paid"): Telling(_l("JKOPay answered our own question: %(amount)s are paid."), "good"),
    (Payment, "failed"): Telling(_l("JKOPay said that the payment failed."), "bad"),
    (Payment, "expired"): Telling(_l("The payment was not made in time."), ""),
    (Refund, "refund_requested"): Telling(_l("%(staff)s asked JKOPay to give %(amount)s back."), ""),
    (Refund, "refunded"): Telling(_l("JKOPay gave %(amount)s back."), "good"),
    (Refund, "refund_refused"): Telling(_l("JKOPay refused to give %(amount)s back."), "bad"),
    (Refund, "wallet_silent"): Telling(
        _l("JKOPay did not answer: whether %(amount)s went back is unknown. The shop keeps asking."), "wait"
    ),
    **AUTHORIZATION_EVENTS,
    **BREAK_EVENTS,
}

_CALLS = {
    (NotificationKind.CONFIRM, True): Telling(
        _l("JKOPay asked whether the money may move, and the shop said yes."), ""
    ),
    (NotificationKind.CONFIRM, False): Telling(
        _l("JKOPay asked whether the money may move, and the shop said no."), "wait"
    ),
    (NotificationKind.RESULT, True): Telling(
        _l("JKOPay sent word that the payment succeeded. A hint only: the shop asked for proof."), ""
    ),
    **{(kind, True): telling for kind, telling in AUTHORIZATION_CALLS.items()},
}

_OUTSIDERS = ("system", "shopper", "jkopay")


def tell_event(row: History, subject: type) -> Telling:
    """The words for an event of something of class `subject`."""
    for prefix, tone, frame in (
        ("attention_", "wait", _l("Somebody must look: %(reason)s.")),
        ("settled_", "good", _l("%(staff)s settled: %(reason)s.")),
    ):
        reason = row.event.removeprefix(prefix)
        if row.event.startswith(prefix) and reason in set(AttentionReason):
            title = str(advise(AttentionReason(reason)).title)
            return Telling(str(frame).replace("%(reason)s", title), tone)
    known = _WORDS.get((subject, row.event), Telling(row.event, ""))
    return known if row.actor in _OUTSIDERS else STAFF_EVENTS.get((subject, row.event), known)


def tell_call(row: Notification) -> Telling:
    """The words for a call of JKOPay."""
    return _CALLS[row.kind, row.kind is not NotificationKind.CONFIRM or row.answer == "valid"]
