"""Statuses as people read them, each with the tone of its badge."""

from enum import StrEnum
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import (
    AuthorizationStatus,
    Charge,
    OrderStatus,
    Payment,
    PaymentStatus,
    RefundStatus,
    SubscriptionStatus,
)


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
    AuthorizationStatus: {
        AuthorizationStatus.NEW: Label(_l("No link yet"), "wait"),
        AuthorizationStatus.PENDING: Label(_l("Waits for the customer's consent"), "wait"),
        AuthorizationStatus.REFUSED: Label(_l("Refused by JKOPay"), "bad"),
        AuthorizationStatus.EXPIRED: Label(_l("Not granted in time"), ""),
        AuthorizationStatus.GRANTED: Label(_l("Granted"), "good"),
        AuthorizationStatus.CANCELLING: Label(_l("Being cancelled, still asking"), "wait"),
        AuthorizationStatus.CANCELLED: Label(_l("Cancelled"), ""),
    },
    SubscriptionStatus: {
        SubscriptionStatus.AWAITING: Label(_l("Waits for the customer's consent"), "wait"),
        SubscriptionStatus.ACTIVE: Label(_l("Running"), "good"),
        SubscriptionStatus.ENDED: Label(_l("Ended"), ""),
    },
}

# A charge has no link: the same statuses mean something else.
_CHARGES = {
    PaymentStatus.NEW: Label(_l("Waits for its time"), "wait"),
    PaymentStatus.PENDING: Label(_l("Sent, not answered yet"), "wait"),
    PaymentStatus.REFUSED: Label(_l("Refused by JKOPay"), "bad"),
    PaymentStatus.FAILED: Label(_l("Charge failed"), "bad"),
    PaymentStatus.EXPIRED: Label(_l("Not taken"), ""),
    PaymentStatus.PAID: Label(_l("Paid"), "good"),
}


def label_of(status: StrEnum) -> Label:
    """The words and the tone of a status."""
    return _LABELS[type(status)][status]


def label_of_payment(payment: Payment) -> Label:
    """The words and the tone of a payment's status, or of a charge's."""
    return _CHARGES[payment.status] if isinstance(payment, Charge) else label_of(payment.status)


def channel_of(payment: Payment) -> str:
    """The source of the money, as far as JKOPay told it (protocol section 3, channel_type)."""
    if payment.channel_type == "creditcard" and payment.card_last_four:
        return str(_("Credit card ending in %(digits)s", digits=payment.card_last_four))
    return channel_name(payment.channel_type or "")


def channel_name(channel_type: str) -> str:
    """JKOPay's `channel_type` in words, or as it came where there are none."""
    known = {"account": _("JKOPay balance"), "bank": _("Bank account"), "creditcard": _("Credit card")}
    return str(known.get(channel_type, channel_type))
