"""Statuses as people read them, each with the tone of its badge."""

from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import OrderStatus, Payment, PaymentStatus, RefundStatus


class Label(NamedTuple):
    """`tone` is one of the design system's: good, wait, bad, info, or empty."""

    text: Any
    tone: str


_LABELS: dict[type[StrEnum], dict[Any, Label]] = {
    OrderStatus: {
        OrderStatus.OPEN: Label(_l("Awaiting payment"), "wait"),
        OrderStatus.PAID: Label(_l("Paid"), "good"),
        OrderStatus.CLOSED: Label(_l("Closed unpaid"), ""),
    },
    PaymentStatus: {
        PaymentStatus.NEW: Label(_l("No link yet"), "wait"),
        PaymentStatus.PENDING: Label(_l("Link can be paid"), "wait"),
        PaymentStatus.REFUSED: Label(_l("Refused by JKOPay"), "bad"),
        PaymentStatus.FAILED: Label(_l("Payment failed"), "bad"),
        PaymentStatus.EXPIRED: Label(_l("Not paid in time"), ""),
        PaymentStatus.PAID: Label(_l("Paid"), "good"),
    },
    RefundStatus: {
        RefundStatus.REQUESTED: Label(_l("On its way"), "info"),
        RefundStatus.UNKNOWN: Label(_l("Unknown, still asking"), "wait"),
        RefundStatus.REFUSED: Label(_l("Refused by JKOPay"), "bad"),
        RefundStatus.DONE: Label(_l("Refunded"), "good"),
    },
}


def label_of(status: StrEnum) -> Label:
    """The words and the tone of an order's, a payment's or a refund's status."""
    return _LABELS[type(status)][status]


def channel_of(payment: Payment) -> str:
    """The source of the money, as far as JKOPay told it (protocol section 3, channel_type)."""
    if payment.channel_type == "creditcard" and payment.card_last_four:
        return str(_("Credit card ending in %(digits)s", digits=payment.card_last_four))
    known = {"account": _("JKOPay balance"), "bank": _("Bank account"), "creditcard": _("Credit card")}
    return str(known.get(payment.channel_type or "", payment.channel_type or ""))
