"""Advice about the codes of what a shopper fills in: addresses, telephone, email."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import CORRECT_ADDRESS

CONTACT_ADVICE: dict[str, Advice] = {
    "100401": Advice(
        _l("Missing pickup address"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The delivery address is missing. The customer must fill it in before paying."),
    ),
    "100402": Advice(
        _l("Invalid pickup address"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The delivery address cannot be used as it is. The customer must correct it."),
    ),
    "100403": Advice(
        _l("Unsupported shipping type"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("Please choose another way of delivery and pay again."),
        _l("The way of delivery is not allowed for this payment. Offer another one."),
    ),
    "100404": Advice(
        _l("Missing postal code"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The postal code is missing. The customer must fill it in before paying."),
    ),
    "100405": Advice(
        _l("Invalid postal code"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The postal code does not exist or does not fit the city. The customer must correct it."),
    ),
    "100406": Advice(
        _l("Invalid phone number"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("Please correct your telephone number and pay again."),
        _l(
            "The telephone number cannot be used. The customer must correct it, with the country's code where it is "
            "abroad."
        ),
    ),
    "100407": Advice(
        _l("Invalid country code"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The country is not a code of two letters that JKOPay knows. Correct it in the address."),
    ),
    "100408": Advice(
        _l("Invalid province"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The province does not exist in that country. The customer must correct it."),
    ),
    "100409": Advice(
        _l("Invalid city"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_ADDRESS,
        _l("The city does not exist in that country or province. The customer must correct it."),
    ),
    "100420": Advice(
        _l("Invalid email address"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("Please correct your email address and pay again."),
        _l("The email address cannot be used. The customer must correct it."),
    ),
}
