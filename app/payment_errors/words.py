"""The catalogue's own terms as a person reads them: English sentences that have a translation."""

from app.payment_errors.advice import Actor, Retry
from app.payment_errors.marking import mark as _l

CATEGORY_WORDS: dict[str, str] = {
    "Success": _l("Success"),
    "Amount Errors": _l("Amounts"),
    "Account/Card Errors": _l("Accounts and cards"),
    "Risk Control Errors": _l("Risk control"),
    "Parameter Validation Errors": _l("Requests and settings"),
    "General Errors": _l("Transactions"),
    "Unknown Error": _l("Failed without a reason"),
    "Uncategorized Error": _l("Everything else"),
}
ACTOR_WORDS: dict[Actor, str] = {
    Actor.SHOPPER: _l("The shopper"),
    Actor.MERCHANT: _l("The merchant"),
    Actor.INTEGRATOR: _l("The integrator"),
    Actor.JKOPAY: _l("JKOPay"),
}
RETRY_WORDS: dict[Retry, str] = {
    Retry.NEVER: _l("Trying again does not help"),
    Retry.NOW: _l("Try again at once"),
    Retry.LATER: _l("Try again later"),
    Retry.OTHER_METHOD: _l("Try another payment method"),
}
