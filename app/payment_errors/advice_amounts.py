"""Advice about the codes of success and amounts."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import OURS, WE_WRITE

AMOUNT_ADVICE: dict[str, Advice] = {
    "100000": Advice(
        _l("Success"),
        Actor.SHOPPER,
        Retry.NEVER,
        _l("It is done; there is nothing left for you to do."),
        _l("JKOPay did what it was asked to do. There is nothing to mend."),
    ),
    "100100": Advice(
        _l("Insufficient balance"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l(
            "There is not enough in the account you pay from. Top it up in the JKOPay app, or pay from another account."
        ),
        _l("The account that should pay does not hold enough. It must be topped up, or another one must pay."),
    ),
    "100101": Advice(
        _l("Amount exceeds the maximum limit"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("The amount is over a limit. Raise your limit in the JKOPay app, or pay another way."),
        _l("The amount is over the most that is allowed here. Ask for less, or have the limit raised."),
    ),
    "100102": Advice(
        _l("Amount below the minimum limit"),
        Actor.SHOPPER,
        Retry.NEVER,
        _l("The amount is below what JKOPay takes in this currency. Add something to the cart and order again."),
        _l(
            "The amount is below the least that JKOPay takes in this currency. Sell more at once, or in another "
            "currency."
        ),
    ),
    "100103": Advice(
        _l("Invalid amount format"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("The amount has more decimals than its currency has. Use an amount without them."),
    ),
    "100104": Advice(
        _l("Incorrect original amount"),
        Actor.MERCHANT,
        Retry.NEVER,
        WE_WRITE,
        _l(
            "The amount does not agree with what was asked before. Compare both amounts, then ask again with the "
            "right one."
        ),
    ),
    "100105": Advice(
        _l("Amount mismatch (cumulative)"),
        Actor.MERCHANT,
        Retry.NEVER,
        WE_WRITE,
        _l(
            "The amounts do not add up with what JKOPay counted. Compare them with JKOPay's back office before asking"
            " again."
        ),
    ),
    "100106": Advice(
        _l("Amount update not supported"),
        Actor.INTEGRATOR,
        Retry.NOW,
        _l("Please start the payment again from your order's page; it gets a new number."),
        _l(
            "The same number was sent with another amount, store or currency. Nothing can be changed: start a new "
            "payment with a new number."
        ),
    ),
    "100107": Advice(
        _l("Invalid currency"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("The currency sent is not the payment's. Send the currency with which the payment was started."),
    ),
    "100108": Advice(
        _l("Currency not supported"),
        Actor.MERCHANT,
        Retry.NEVER,
        _l("JKOPay does not take this currency for our shop yet. We have been told and look after it."),
        _l("Your store does not take this currency. Ask JKOPay to allow it, or sell in another one."),
    ),
}
