"""Authorized payment's answers that need words of their own.

Source: seed authorized-payment-response-codes 1.1 to 1.6; 121 of a charge: seed authorized-payment-transaction.
"""

from app.payment_errors.marking import mark as _l
from app.payment_errors.remedy import Remedy
from app.payment_errors.sentences import OURS, WE_WRITE

_CHARGE, _REFUND = "POST /platform/authpay/transaction", "POST /platform/authpay/refund"
_DETAIL, _CANCEL = "GET /platform/authpay/detail", "POST /platform/authpay/cancel"

_NOBODYS = Remedy(
    _l("JKOPay does not know this authorization. Check that the settings name the right store, then ask JKOPay."), OURS
)

AUTHPAY_REMEDIES: dict[tuple[str, str, str], Remedy] = {
    (_CHARGE, "100", "Order does not exist"): Remedy(
        _l("JKOPay does not know the order of this charge. Ask JKOPay, with the charge's number."), OURS
    ),
    (_CHARGE, "101", "Order has been paid"): Remedy(
        _l("JKOPay says this charge is paid already. The shop asks for the proof; nothing to do.")
    ),
    (_CHARGE, "104", "Payment/transfer amount is over the monthly limit"): Remedy(
        _l("The customer is over the month's limit at JKOPay. It frees itself with the next month."),
        _l("This would go over your monthly limit at JKOPay. It is free again next month, or pay another way."),
    ),
    (_CHARGE, "115", "Payment failed"): Remedy(
        _l("The charge failed at JKOPay, for a reason it does not give."),
        _l("JKOPay could not take the payment. Please check your account in the JKOPay app."),
    ),
    (_CHARGE, "121", "Insufficient bank account balance."): Remedy(
        _l("The customer's bank account does not hold enough for this charge."),
        _l("There was not enough in the account you pay from. Please top it up in the JKOPay app."),
    ),
    (_CHARGE, "301", "Invalid auth_no"): _NOBODYS,
    (_CHARGE, "302", "Canceled auth_no"): Remedy(
        _l("The authorization is cancelled, so nothing can be charged under it any more."),
        _l("The authorization has been cancelled, so nothing more is charged under it."),
    ),
    (_CHARGE, "303", "FinalPrice exceeded the max amount quota set by the user"): Remedy(
        _l("The amount is over the limit that the customer set in the JKOPay app. Only the customer can raise it."),
        _l("The amount is over the limit you set for our shop. You can raise it in the JKOPay app."),
    ),
    (_CHARGE, "304", "Order finalPrice is not consistent with authpay billing amount"): Remedy(
        _l("The amount is not the one the customer agreed to. This is a fault of the shop: tell whoever runs it."), OURS
    ),
    (_CHARGE, "305", "Authpay payment exceeds current billing cycle times"): Remedy(
        _l("JKOPay counts all charges of this cycle as used up. Compare the paid charges with JKOPay's back office."),
        _l("This cycle has been charged as often as agreed already. The next cycle starts anew."),
    ),
    (_CHARGE, "306", "Authpay payment transaction time invalid.(Available at 08:00 - 20:00 UTC+8)"): Remedy(
        _l("JKOPay takes charges only from 08:00 to 20:00, Taipei time."),
        _l("JKOPay charges only from 08:00 to 20:00, Taipei time."),
    ),
    (_CHARGE, "307", "Payment with the same auth_no is allowed one at a time"): Remedy(
        _l("Another charge of the same authorization was still on its way."),
        _l("Another charge under your authorization was still under way."),
    ),
    (_REFUND, "100", "Order does not exist"): Remedy(
        _l("JKOPay does not know this charge. Check that the settings name the store that took it, then ask JKOPay.")
    ),
    (_REFUND, "103", "Error in refund amount"): Remedy(
        _l(
            "JKOPay does not refund this amount: more than is left, or part of a coupon order. "
            "Look what went back already."
        )
    ),
    (_REFUND, "105", "Inconsistent refund amount"): Remedy(
        _l(
            "This refund number was used before with another amount. "
            "Check this charge's refunds before making a new one."
        )
    ),
    (_REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount."): Remedy(
        _l("This is more than JKOPay can still refund in total. Try again after more sales, or ask JKOPay."), WE_WRITE
    ),
    (_REFUND, "116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund"): Remedy(
        _l(
            "JKOPay could not give the coupon back. "
            "Trying again does not help: contact JKOPay with the charge's number."
        )
    ),
    (_REFUND, "999", "Internal Error"): Remedy(
        _l("JKOPay failed, so whether the money went back is unknown. The shop keeps asking; do not refund it again."),
        WE_WRITE,
    ),
    (_DETAIL, "301", "Invalid auth_no"): _NOBODYS,
    (_CANCEL, "200", "Ungranted authPay cannot be canceled"): Remedy(
        _l("The customer has not granted this authorization yet, and JKOPay cancels only what is granted."),
        _l("It was not granted yet, so nothing is cancelled. Let the code run out."),
    ),
    (_CANCEL, "301", "Invalid auth_no"): _NOBODYS,
    (_CANCEL, "302", "Canceled auth_no"): Remedy(
        _l("The authorization was cancelled already; nothing to do."),
        _l("The authorization was cancelled already. Nothing more is charged under it."),
    ),
}
