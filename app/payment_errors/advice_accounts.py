"""Advice about the codes of accounts."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import ASK_JKOPAY, ASK_THE_BANK, CHOOSE_ANOTHER, CORRECT_CARD

ACCOUNT_ADVICE: dict[str, Advice] = {
    "100201": Advice(
        _l("Account information mismatch"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("Please check the account's details in the JKOPay app, or pay from another account."),
        _l(
            "The account's details do not agree with the bank's. The customer must correct them or use another account."
        ),
    ),
    "100202": Advice(
        _l("Bank account does not exist"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("The bank does not know this account. The customer must bind another one in the JKOPay app."),
    ),
    "100203": Advice(
        _l("Lost bank account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l("The card or account was reported lost. Do not try it again; the customer must use another one."),
    ),
    "100204": Advice(
        _l("Confiscated bank account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l("The bank has confiscated the card or account. Do not try it again; the customer must use another one."),
    ),
    "100205": Advice(
        _l("Stolen bank account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l("The card or account was reported stolen. Do not try it again, and look at this customer's other orders."),
    ),
    "100206": Advice(
        _l("Expired bank account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("The card or account has expired. Renew it in the JKOPay app, or pay with another one."),
        _l("The card or account has expired. The customer must renew it or use another one."),
    ),
    "100207": Advice(
        _l("Unsupported bank account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("JKOPay does not take this kind of card or account here. The customer must use another one."),
    ),
    "100208": Advice(
        _l("Fraudulent bank card"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l(
            "The bank takes the card for fraudulent. Do not try it again, send no goods, and look at this customer's "
            "other orders."
        ),
    ),
    "100209": Advice(
        _l("Suspected counterfeit card"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l(
            "The bank suspects that the card is counterfeit. Do not try it again, and send no goods before it is "
            "settled."
        ),
    ),
    "100210": Advice(
        _l("Pick-up card (Contact issuer)"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l(
            "The bank wants the card back and says nothing more. Only the customer can ask the bank; another card may"
            " work."
        ),
    ),
    "100211": Advice(
        _l("Card blacklisted"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("The card is on a blacklist. Do not try it again; the customer must use another one."),
    ),
    "100212": Advice(
        _l("Card data error"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CORRECT_CARD,
        _l("The card's details are wrong or cannot be read. The customer must bind the card anew or use another one."),
    ),
    "100213": Advice(
        _l("Account frozen"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_JKOPAY,
        _l("The account is frozen. Only the customer can have it freed; until then another account must pay."),
    ),
    "100214": Advice(
        _l("Account closed"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_JKOPAY,
        _l("The account is closed and moves no money in either direction. Use another way to pay or to give back."),
    ),
    "100215": Advice(
        _l("Account locked"),
        Actor.SHOPPER,
        Retry.LATER,
        _l("Please unlock your account in the JKOPay app, then pay again."),
        _l("The account is locked, mostly after wrong passwords. The customer must unlock it first, then pay again."),
    ),
    "100216": Advice(
        _l("Account purged"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("The account was settled and given up. The customer must bind another one."),
    ),
    "100217": Advice(
        _l("Bank account declined"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l("The bank turned the account down without a reason. The customer can ask the bank or use another account."),
    ),
    "100218": Advice(
        _l("Account and name mismatch"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("Please pay from an account that is in your own name."),
        _l("The account is in another name than the customer gave. It must be an account of the same person."),
    ),
    "100219": Advice(
        _l("Restricted account"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_JKOPAY,
        _l(
            "The account may not do this kind of transaction. The customer can ask JKOPay to lift it, or use another "
            "account."
        ),
    ),
    "100220": Advice(
        _l("Account unusable"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_JKOPAY,
        _l("The account cannot be used at present, for a reason that is not given. The customer can ask JKOPay."),
    ),
}
