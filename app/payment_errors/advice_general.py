"""Advice about the codes of what the transaction itself ran into."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import WE_WRITE

GENERAL_ADVICE: dict[str, Advice] = {
    "100600": Advice(
        _l("Invalid token"),
        Actor.INTEGRATOR,
        Retry.NOW,
        _l("Please open your order's page again and start the payment anew."),
        _l(
            "The token of this step is not one that JKOPay made. Begin the step again; if it stays, it is a fault of "
            "the shop."
        ),
    ),
    "100601": Advice(
        _l("Token expired"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("You took longer than the step allows. Please start the payment anew."),
        _l("The token of this step has expired. The customer can begin again at once."),
    ),
    "100602": Advice(
        _l("Transaction refused"),
        Actor.MERCHANT,
        Retry.NEVER,
        WE_WRITE,
        _l("JKOPay refused the transaction. Look at its own message for the reason, and do not repeat it unchanged."),
    ),
    "100603": Advice(
        _l("Transaction cancelled by the merchant"),
        Actor.SHOPPER,
        Retry.NOW,
        _l(
            "We stopped the payment because the order had changed. Look at your order, and pay again if it still "
            "stands."
        ),
        _l(
            "The shop itself said no when JKOPay asked: the payment was too old, replaced by a newer one, or without "
            "goods."
        ),
    ),
    "100608": Advice(
        _l("Order expire"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("The time to pay has passed. Start the payment again from your order's page."),
        _l("The time allowed for this has passed. A payment can be started anew; a refund must go back another way."),
    ),
    "100610": Advice(
        _l("Original transaction failed"),
        Actor.MERCHANT,
        Retry.NEVER,
        WE_WRITE,
        _l("The transaction that this one is about never succeeded, so it can be neither refunded nor changed."),
    ),
    "100611": Advice(
        _l("Transaction already revoked; cannot revoke repeatedly"),
        Actor.MERCHANT,
        Retry.NEVER,
        _l("It is revoked already; there is nothing left for you to do."),
        _l("The transaction was revoked before. Nothing to do; compare the history of the order."),
    ),
    "100612": Advice(
        _l("Transaction already cancelled; cannot cancel repeatedly"),
        Actor.SHOPPER,
        Retry.NEVER,
        _l("It is cancelled already; there is nothing left for you to do."),
        _l("It was cancelled before. Nothing to do."),
    ),
    "100618": Advice(
        _l("Payment voided"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("This payment no longer counts. Start a new one from your order's page."),
        _l("The payment was voided. The customer can start a new one."),
    ),
    "100619": Advice(
        _l("Duplicate transaction"),
        Actor.SHOPPER,
        Retry.NEVER,
        _l("It is paid already. Do not pay again; your order's page shows it within a minute."),
        _l("JKOPay says that it is paid already. The shop asks for the proof; nothing to do."),
    ),
    "100620": Advice(
        _l("Record not found"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        WE_WRITE,
        _l(
            "JKOPay does not know this number. Check that the settings name the right store and that the number is "
            "the shop's own."
        ),
    ),
    "100621": Advice(
        _l("Transaction not in current batch"),
        Actor.MERCHANT,
        Retry.NEVER,
        WE_WRITE,
        _l("The books of this transaction are closed, so JKOPay changes it no more. Give the money back another way."),
    ),
    "100622": Advice(
        _l("Authentication unfinished"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("Please finish confirming in the JKOPay app, then try again."),
        _l("A confirmation is missing: the customer's, or the identity that the store must send. Complete it first."),
    ),
    "100998": Advice(
        _l("Payment failed. Please try again with another payment method or try again later."),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("The payment did not succeed. Pay with another method, or try again later."),
        _l(
            "The payment failed, for a reason that JKOPay does not give. The customer can pay with another method or "
            "later."
        ),
    ),
    "100999": Advice(
        _l("Other error"),
        Actor.JKOPAY,
        Retry.LATER,
        _l("Please wait, and do not repeat it yet: we are asking JKOPay how it stands."),
        _l(
            "JKOPay failed, or gave an answer that its documentation does not list. The shop keeps asking; if it "
            "stays, send the number to JKOPay."
        ),
    ),
}
