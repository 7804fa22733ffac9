"""Advice about the codes of keys, stores and requests."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import OURS

PARAMETER_ADVICE: dict[str, Advice] = {
    "100400": Advice(
        _l("Not authorized"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("The store may not use this service. Ask JKOPay to switch it on, and check the keys in the settings."),
    ),
    "100410": Advice(
        _l("Agreement not found"),
        Actor.SHOPPER,
        Retry.NEVER,
        _l("The authorization does not exist or has ended. Set up a new one, or pay another way."),
        _l(
            "The authorization does not exist or is cancelled, so nothing can be charged under it. The customer must "
            "set up a new one."
        ),
    ),
    "100411": Advice(
        _l("API rate limit exceeded"),
        Actor.INTEGRATOR,
        Retry.LATER,
        _l("Please wait a minute and try again."),
        _l("Too many calls came at once. Send them one after the other, with longer pauses after each refusal."),
    ),
    "100412": Advice(
        _l("API key error"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("JKOPay did not accept the shop's signature. Check the API key and the secret key in the settings."),
    ),
    "100413": Advice(
        _l("Invalid merchant"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("JKOPay does not know the store. Check the store id in the settings."),
    ),
    "100414": Advice(
        _l("Invalid parameter"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("JKOPay found a field of the request wrong. This is a fault of the shop: tell whoever runs it."),
    ),
    "100415": Advice(
        _l("Unsupported payment type"),
        Actor.MERCHANT,
        Retry.OTHER_METHOD,
        _l("Please choose another way to pay."),
        _l("The store may not take this kind of transaction. Ask JKOPay to switch it on, or offer another one."),
    ),
    "100416": Advice(
        _l("Provider not found"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("The payment provider named in the request does not exist. Correct its name in the settings."),
    ),
    "100417": Advice(
        _l("Invalid currency"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("The currency is not a code of three letters that JKOPay knows. Correct it in the request."),
    ),
    "100418": Advice(
        _l("Currency not supported"),
        Actor.MERCHANT,
        Retry.NEVER,
        _l("Please order in another currency, or pay another way."),
        _l("This service does not take the currency. Sell in another one, or ask JKOPay whether it can be allowed."),
    ),
    "100419": Advice(
        _l("Platform API key expired"),
        Actor.INTEGRATOR,
        Retry.NEVER,
        OURS,
        _l("The API key has expired. Get a new pair of keys from JKOPay and put them into the settings."),
    ),
}
