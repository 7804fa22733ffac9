"""What the page of an order says in words that depend on its state."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import AttentionReason, Payment
from app.payment_errors import explain
from app.web.order_card import CardState

_TITLES: dict[CardState, Any] = {
    CardState.PREPARING: _l("Preparing your payment"),
    CardState.SILENT: _l("Waiting for JKOPay"),
    CardState.WAITING: _l("Pay for your order"),
    CardState.FADED: _l("This code has run out"),
    CardState.ENDING: _l("One last look"),
    CardState.CONFIRMING: _l("Confirming your payment"),
    CardState.DIFFERING: _l("Your payment is being checked"),
    CardState.REFUSED: _l("The payment could not start"),
    CardState.FAILED: _l("The payment did not go through"),
    CardState.CLOSED: _l("The time to pay has passed"),
    CardState.PAID: _l("Paid, thank you"),
    CardState.CHARGING: _l("Charging your JKOPay account"),
    CardState.QUEUED: _l("Your order waits to be charged"),
    CardState.UNCHARGED: _l("The order could not be charged"),
}


def title_of(state: CardState) -> str:
    """The title of the page."""
    return str(_TITLES[state])


def explain_refusal(payment: Payment) -> str:
    """Why JKOPay would not start a payment, and what to do next.

    Most reasons are a matter between the shop and JKOPay; the shopper hears that much, and no code.
    """
    return str(_(explain("POST /platform/entry", payment.refusal_code, payment.refusal_message).shopper))


def explain_attention(reasons: Collection[AttentionReason]) -> str:
    """What to tell a shopper whose paid order waits for a person; empty when it is none of theirs."""
    words: dict[AttentionReason, str] = {
        AttentionReason.STOCK_SHORT: _(
            "We received your money, but the goods were sold in the meantime. "
            "We will write to you: a later delivery or all of it back, as you like."
        ),
        AttentionReason.PAID_TWICE: _(
            "We received your money twice. We give one payment back and write to you; you need not do anything."
        ),
        AttentionReason.PAID_LATE: _(
            "We received your money after the time to pay had passed. We will look at it and write to you."
        ),
    }
    return next((said for reason, said in words.items() if reason in reasons), "")


def source_of_money(payment: Payment) -> str:
    """What the shopper paid with, as far as JKOPay told it."""
    card: str = _("Credit card")
    if payment.card_last_four:
        card = _("Credit card ending in %(digits)s", digits=payment.card_last_four)
    sources: dict[str, str] = {"account": _("JKOPay balance"), "bank": _("Bank account"), "creditcard": card}
    return sources.get(payment.channel_type or "", "")
