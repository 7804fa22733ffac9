"""Advice about the codes of cards, and the checks of an account."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import CHOOSE_ANOTHER, CORRECT_CARD

CARD_ADVICE: dict[str, Advice] = {
    "100221": Advice(
        _l("Account verification failed"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("Please verify your account again in the JKOPay app, then pay again."),
        _l("The account could not be verified. The customer must verify it again in the JKOPay app."),
    ),
    "100222": Advice(
        _l("Card decline rate limit exceeded"),
        Actor.SHOPPER,
        Retry.LATER,
        _l("This card was used too often in a short time. Wait a while, or pay with another one."),
        _l(
            "The card was refused for being used too often. Trying at once makes it worse: wait, or let another card "
            "pay."
        ),
    ),
    "100223": Advice(
        _l("Invalid account type"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("The account is of another type than was asked for. The customer must choose one that fits."),
    ),
    "100224": Advice(
        _l("Incorrect cvv"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("Please type the three digits from the back of the card again."),
        _l("The security code is wrong. The customer must type it again; never ask for it yourself."),
    ),
    "100225": Advice(
        _l("Incorrect card address"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_CARD,
        _l("The address is not the one the bank has for this card. The customer must correct it."),
    ),
    "100226": Advice(
        _l("Incorrect card ZIP code"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_CARD,
        _l("The postal code is not the one the bank has for this card. The customer must correct it."),
    ),
    "100227": Advice(
        _l("Incorrect expiration month"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_CARD,
        _l("The month in which the card expires is wrong. The customer must correct it."),
    ),
    "100228": Advice(
        _l("Incorrect expiration year"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_CARD,
        _l("The year in which the card expires is wrong. The customer must correct it."),
    ),
    "100229": Advice(
        _l("Incorrect expiration date"),
        Actor.SHOPPER,
        Retry.NOW,
        CORRECT_CARD,
        _l(
            "The date on which the card expires is wrong. The customer must correct it, or use another card if it is "
            "past."
        ),
    ),
    "100230": Advice(
        _l("Invalid customer payment account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("The customer's account cannot pay. Another one must be chosen in the JKOPay app."),
    ),
}
