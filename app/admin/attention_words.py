"""Why something waits for a person, what it means, and what to do."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from app.models import AttentionReason


class Advice(NamedTuple):
    """A heading, what happened, and what to do about it."""

    title: Any
    meaning: Any
    todo: Any


_R = AttentionReason
_ADVICE = {
    _R.PAID_LATE: Advice(
        _l("Paid late"),
        _l("The money came after the time to pay had passed, or for an older payment of the same order."),
        _l("Deliver if you still can and want to. Otherwise refund the payment."),
    ),
    _R.PAID_TWICE: Advice(
        _l("Paid twice"),
        _l("The order had been paid before this payment arrived."),
        _l("Refund one of the two payments in full. The customer has been told that it comes back."),
    ),
    _R.STOCK_SHORT: Advice(
        _l("Sold out in the meantime"),
        _l("The money came after the goods had been given back to the shelf, and there are not enough left."),
        _l("Write to the customer today: a later delivery, or a refund. The order's page has promised an answer."),
    ),
    _R.AMOUNT_DIFFERS: Advice(
        _l("Another amount than asked"),
        _l("JKOPay says this payment is paid, but with another amount or currency than ours. The order stays unpaid."),
        _l(
            "Deliver nothing yet. Compare with JKOPay's back office and ask JKOPay, with the payment's number. Until "
            "you decide, nothing more is taken for the order."
        ),
    ),
    _R.SUMS_DIFFER: Advice(
        _l("The parts do not add up"),
        _l("The payment is paid in full, but coins, coupons and money as JKOPay tells them are not its price."),
        _l("Deliver as usual, and check this payment in the settlement."),
    ),
    _R.STATUS_UNKNOWN: Advice(
        _l("An answer nobody knows"),
        _l("JKOPay answered with something that is not in its documentation."),
        _l("Look it up in JKOPay's back office. The shop keeps asking."),
    ),
    _R.LINK_UNTRUSTED: Advice(
        _l("A payment link from an unknown host"),
        _l("JKOPay's answer held a link that is not on a host of its own, so no shopper was shown it."),
        _l("If the host is JKOPay's, add it to JKOPAY_LINK_HOSTS. If you do not know it, ask JKOPay."),
    ),
    _R.REFUND_UNKNOWN: Advice(
        _l("A refund without an answer"),
        _l("JKOPay did not answer a refund, so it may have been made or not. The shop keeps asking until it knows."),
        _l("Wait, and do not refund again: that would be a second refund. After a day, ask JKOPay with its number."),
    ),
    _R.REFUND_REFUSED: Advice(
        _l("A refund refused in the end"),
        _l("A refund that went unanswered was not made: JKOPay refused it, and its history does not have it."),
        _l("Read the reason on the order's page. The customer still waits for the money."),
    ),
    _R.REFUND_DIFFERS: Advice(
        _l("A refund of another amount"),
        _l("JKOPay's history has this refund with another amount than we sent."),
        _l("Refund nothing more of this payment until JKOPay has explained it."),
    ),
    _R.REFUND_FOREIGN: Advice(
        _l("A refund made elsewhere"),
        _l("JKOPay's history has refunds of this payment that were not made here, but in its back office, say."),
        _l("Less is left to refund than this shop counts. Keep it in mind before you refund again."),
    ),
    _R.INTEGRATION_FAULT: Advice(
        _l("A setting to check"),
        _l("JKOPay turned a call of the shop away for a reason that no customer can cause."),
        _l("Check the settings, restart the shop, and make a small order to see that it works."),
    ),
    _R.CHARGE_REFUSED: Advice(
        _l("A charge refused"),
        _l("JKOPay refused a charge for a reason that neither time nor the customer will mend."),
        _l("Read the reason on the order's page, mend its cause, then charge again."),
    ),
    _R.CHARGE_UNKNOWN: Advice(
        _l("A charge without an answer"),
        _l("JKOPay does not answer about a charge, so the money may have moved or not. The shop keeps asking."),
        _l("Wait, and do not collect the money another way. After a day, ask JKOPay with the charge's number."),
    ),
    _R.CHARGE_UNTAKEN: Advice(
        _l("A charge not taken in its time"),
        _l("Nothing was taken for a subscription's cycle before it was over. It is not charged any more by itself."),
        _l("If an older charge still has no answer, ask JKOPay. Agree with the customer how this order is to be paid."),
    ),
    _R.CANCEL_UNKNOWN: Advice(
        _l("A cancellation without an answer"),
        _l("Somebody cancelled an authorization, and JKOPay has not said yet that it is. Nothing is charged under it."),
        _l("The shop keeps asking. After a day, cancel it in JKOPay's back office or ask JKOPay."),
    ),
    _R.AUTHORIZATION_DIFFERS: Advice(
        _l("Another consent than asked"),
        _l("JKOPay says that the customer granted another kind, amount or cycle than this shop asked for."),
        _l("Compare with JKOPay's back office, write to the customer, and cancel the authorization if it is wrong."),
    ),
}


def advise(reason: AttentionReason) -> Advice:
    """The words for `reason`."""
    return _ADVICE[reason]
