"""What does not agree, as a person reads it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.services.breaks import Break, BreakKind

_WORDS: dict[BreakKind, Any] = {
    BreakKind.STATUS: _l("The status is not the one its history ended with."),
    BreakKind.HISTORY: _l("An event does not begin where the one before ended."),
    BreakKind.ORDER_TOTAL: _l("The total is not the sum of the lines."),
    BreakKind.ORDER_STATUS: _l("The order is paid without a paid payment, or has one and is not paid."),
    BreakKind.ORDER_PAYMENT: _l("The payment that a paid order names is not a paid one of its own."),
    BreakKind.PAID_TWICE: _l("More payments are paid than the staff was told of."),
    BreakKind.CHARGED_TWICE: _l("One time of a cycle was charged more than once."),
    BreakKind.PAYMENT_AMOUNT: _l("The payment is not of its order's total."),
    BreakKind.CHARGE_AMOUNT: _l("The charge is not of the amount its authorization allows."),
    BreakKind.CHARGE_REQUEST: _l("The charge is not of the authorization, number or amount that go to JKOPay."),
    BreakKind.PROOF: _l("The payment is paid, and JKOPay's stored answer does not say so."),
    BreakKind.DEBIT: _l("The deduction is not the one in JKOPay's stored answer."),
    BreakKind.REFUNDED: _l("More is given back than was paid."),
    BreakKind.REFUND_AMOUNT: _l("The refund is not of the amount that was sent to JKOPay."),
    BreakKind.REFUND_CURRENCY: _l("The refund is not in the currency of its payment."),
    BreakKind.RESERVED: _l("The pieces set aside are not those of the open orders."),
    BreakKind.TOTAL: _l("The sum over all rows is not the sum over all histories."),
    BreakKind.FORGOTTEN: _l(
        "The shop would not come back to it in time. The command flask reconcile takes it up again."
    ),
}


def tell_break(found: Break) -> Any:
    """The sentence about it."""
    return _WORDS[found.kind]
