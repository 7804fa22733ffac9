"""OnlinePay's answers that need words of their own.

Source: seed onlinepay-response-codes 1.1 to 1.3; 201 and undocumented texts: protocol section 9.
"""

from app.payment_errors.marking import mark as _l
from app.payment_errors.remedy import ANY, Remedy
from app.payment_errors.sentences import OURS, WE_WRITE

_ENTRY, _REFUND = "POST /platform/entry", "POST /platform/refund"

ONLINEPAY_REMEDIES: dict[tuple[str, str, str], Remedy] = {
    (_ENTRY, "101", "Order is paid"): Remedy(
        _l("JKOPay says this payment is paid already. The shop asks for the proof; nothing to do.")
    ),
    (_ENTRY, "200", "Bad request"): Remedy(
        _l("JKOPay found a field of the payment wrong. This is a fault of the shop: tell whoever runs it."), OURS
    ),
    (_ENTRY, "200", "Entry of this store needs identity verification"): Remedy(
        _l(
            "Your store must send the identity of the buyer, which this shop does not. "
            "Ask JKOPay to lift the condition."
        ),
        OURS,
    ),
    (_ENTRY, "200", "Order has been used as entry but they do not match with each others"): Remedy(
        _l(
            "The payment's number was used before with another store or amount. "
            "The customer can try again with a new one."
        )
    ),
    (_ENTRY, "200", ANY): Remedy(
        _l("JKOPay did not accept the payment's fields. This is a fault of the shop: tell whoever runs it."), OURS
    ),
    (_REFUND, "100", "Invaid Order ID"): Remedy(
        _l("JKOPay does not know this payment. Check that the settings name the store that took it, then ask JKOPay.")
    ),
    (_REFUND, "102", "Order has excessed 180 days cannot be refunded"): Remedy(
        _l(
            "More than 180 days have passed, so JKOPay no longer refunds this payment. "
            "Pay the customer back another way."
        ),
        WE_WRITE,
    ),
    (_REFUND, "105", "Inconsistent remain amount"): Remedy(
        _l(
            "JKOPay counts another rest than this page. "
            "Look for refunds made in its back office, then refund what is left."
        )
    ),
    (_REFUND, "105", "Inconsistent refund amount"): Remedy(
        _l(
            "This refund number was used before with another amount. "
            "Check this payment's refunds before making a new one."
        )
    ),
    (_REFUND, "105", ANY): Remedy(
        _l("The refund does not agree with what JKOPay knows of this payment. Compare it with JKOPay's back office.")
    ),
    (_REFUND, "111", "Transaction has been closed"): Remedy(
        _l("JKOPay has closed the books of this payment. Ask JKOPay, or pay the customer back another way.")
    ),
    (_REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount."): Remedy(
        _l("What JKOPay still owes you is less than this refund. Try again after more sales, or ask JKOPay."), WE_WRITE
    ),
    (_REFUND, "116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund"): Remedy(
        _l(
            "JKOPay could not give the coupon back. "
            "Trying again does not help: contact JKOPay with the payment's number."
        )
    ),
    (_REFUND, "117", "JKOPAY Coupon is used in this transaction, and we will only accept full refund"): Remedy(
        _l("A JKOPay coupon was used, so only the full amount can be refunded. Refund all of it.")
    ),
    (_REFUND, "200", "Invalid number of digits for the order currency amount"): Remedy(
        _l("The amount has more decimals than its currency has. Use an amount without them."), WE_WRITE
    ),
    (_REFUND, "200", ANY): Remedy(
        _l("JKOPay did not accept the refund's fields. This is a fault of the shop: tell whoever runs it."), WE_WRITE
    ),
    (_REFUND, "922", "Refund amount exceeds order final price"): Remedy(
        _l("This is more than JKOPay can still refund. Look in JKOPay's back office for refunds made there."), WE_WRITE
    ),
    (_REFUND, "922", ANY): Remedy(_l("JKOPay could not make the refund, for the reason that its message gives.")),
    (
        _REFUND,
        "978",
        "Closed account can't use JKOPay's service, please contact the JKOPay's customer service.",
    ): Remedy(
        _l("The customer's JKOPay account is closed and cannot take money. Pay the customer back another way."),
        _l("Your JKOPay account is closed, so we cannot pay you back there. Write to us: we find another way."),
    ),
    (_REFUND, "999", "Internal Error"): Remedy(
        _l("JKOPay failed, so whether the money went back is unknown. The shop keeps asking; do not refund it again."),
        WE_WRITE,
    ),
    (ANY, ANY, ANY): Remedy(_l("JKOPay refused, for a reason its documentation does not list.")),
}
