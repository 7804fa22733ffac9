"""Advice about the codes of what banks and passwords ask for."""

from app.payment_errors.advice import Actor, Advice, Retry
from app.payment_errors.marking import mark as _l
from app.payment_errors.sentences import ASK_THE_BANK, CHOOSE_ANOTHER

VERIFICATION_ADVICE: dict[str, Advice] = {
    "100604": Advice(
        _l("3D Secure authentication cancelled by the cardholder"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("You left the bank's confirmation page. Pay again and confirm it there."),
        _l("The customer cancelled the bank's 3D Secure page. They can pay again."),
    ),
    "100605": Advice(
        _l("Cardholder failed 3D Secure authentication"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        _l("The bank could not confirm that it is you. Try again, or pay with another card."),
        _l(
            "The customer did not pass the bank's 3D Secure check. Another card may work; only the bank knows the "
            "reason."
        ),
    ),
    "100606": Advice(
        _l("3D Secure authentication timeout"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("The bank's confirmation took too long. Pay again and confirm it without delay."),
        _l("The bank's 3D Secure page was not answered in time. The customer can pay again."),
    ),
    "100607": Advice(
        _l("Transaction declined by card issuer"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l("The bank that issued the card said no and gives no reason. The customer must ask it or use another card."),
    ),
    "100609": Advice(
        _l("Do not honour"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        ASK_THE_BANK,
        _l(
            "The bank does not honour this transaction, for a reason of its own. The customer must ask it or use "
            "another card."
        ),
    ),
    "100613": Advice(
        _l("Exceeds PIN retry limit"),
        Actor.SHOPPER,
        Retry.LATER,
        _l("The PIN was wrong too often. Unlock it with your bank or in the JKOPay app, or pay another way."),
        _l("The PIN was wrong too often and is locked. Only the customer can have it unlocked."),
    ),
    "100614": Advice(
        _l("Incorrect password"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("The password was wrong. Type it again in the JKOPay app."),
        _l("The customer typed a wrong password. They can try again; too many tries lock the account."),
    ),
    "100615": Advice(
        _l("Incorrect PIN"),
        Actor.SHOPPER,
        Retry.NOW,
        _l("The PIN was wrong. Type it again in the JKOPay app."),
        _l("The customer typed a wrong PIN. They can try again; too many tries lock it."),
    ),
    "100616": Advice(
        _l("Exceeds withdrawal amount limit"),
        Actor.SHOPPER,
        Retry.LATER,
        _l("The account may not pay out this much now. Wait for the next day or month, or pay another way."),
        _l("The amount is over what the account may pay out in a day or month. It frees itself with time."),
    ),
    "100617": Advice(
        _l("Payment instrument declined"),
        Actor.SHOPPER,
        Retry.OTHER_METHOD,
        CHOOSE_ANOTHER,
        _l("The bank or JKOPay does not accept what the customer chose to pay with. Another card or account may work."),
    ),
}
