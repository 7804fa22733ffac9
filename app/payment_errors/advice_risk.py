"""Advice about the codes of risk control."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l

RISK_ADVICE: dict[str, Advice] = {
    "100300": Advice(
        _l("Suspected Fraud"),
        Actor.MERCHANT,
        Retry.NEVER,
        _l("Please write to us: this order cannot be paid this way."),
        _l("Fraud is suspected. Send no goods, do not ask for the payment again, and talk to JKOPay."),
    ),
    "100301": Advice(
        _l("High-risk transaction"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("Please pay in another way, or ask JKOPay's customer service."),
        _l("The transaction was judged too risky. Do not repeat it; another way of paying may be accepted."),
    ),
    "100302": Advice(
        _l("Security violation"),
        Actor.JKOPAY,
        Retry.NEVER,
        _l("Please pay in another way; we have been told that this one was stopped."),
        _l("A security rule stopped the transaction. Do not repeat it; ask JKOPay which rule it was."),
    ),
    "100303": Advice(
        _l("Violation of the law"),
        Actor.MERCHANT,
        Retry.NEVER,
        _l("Please write to us: this order cannot be paid."),
        _l(
            "The transaction is held to be against the law. Stop, keep the records, and talk to JKOPay before "
            "anything else."
        ),
    ),
    "100304": Advice(
        _l("Email blacklisted"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("Please order with another email address, or write to us."),
        _l(
            "The email address is on a blacklist. Look at this customer's other orders before you accept another "
            "address."
        ),
    ),
}
