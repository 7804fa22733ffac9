"""Every documented answer of the three OnlinePay calls and the seven of authorized payment.

Sources: seeds onlinepay-response-codes 1.1 to 1.3 and authorized-payment-response-codes 1.1 to 1.6, texts with their
original spelling. `201` is not in the OnlinePay table; an older one has it, and it is what wrong keys get (protocol
section 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass

ENTRY = "POST /platform/entry"
REFUND = "POST /platform/refund"
INQUIRY = "GET /platform/inquiry"
LIMITED = "POST /platform/authpay/limited"
REGULAR = "POST /platform/authpay/regular"
TRANSACTION = "POST /platform/authpay/transaction"
AUTHPAY_REFUND = "POST /platform/authpay/refund"
AUTHPAY_INQUIRY = "GET /platform/authpay/inquiry"
DETAIL = "GET /platform/authpay/detail"
CANCEL = "POST /platform/authpay/cancel"


@dataclass(frozen=True)
class Answer:
    """The envelope of every answer (protocol section 1)."""

    result: str
    message: str | None = None
    result_object: Mapping[str, object] | None = None

    @property
    def is_refusal(self) -> bool:
        return self.result != "000"


VALIDATION_ERROR = Answer("201", "Validation error")
INTERNAL_ERROR = Answer("999", "Internal Error")

ORDER_IS_PAID = Answer("101", "Order is paid")
STORE_NOT_FOUND = Answer("200", "Store not found")
CURRENCY_UNSUPPORTED = Answer("200", "Using the currency unsupported by the Store")
IDENTITY_NEEDED = Answer("200", "Entry of this store needs identity verification")
ENTRY_MISMATCH = Answer("200", "Order has been used as entry but they do not match with each others")
INVALID_DIGITS = Answer("200", "Invalid number of digits for the order currency amount")
BELOW_LIMIT = Answer("200", "Order price below limit for this currency")

INVALID_ORDER_ID = Answer("100", "Invaid Order ID")
OVER_180_DAYS = Answer("102", "Order has excessed 180 days cannot be refunded")
REMAIN_MISMATCH = Answer("105", "Inconsistent remain amount")
REFUND_MISMATCH = Answer("105", "Inconsistent refund amount")
BOOKS_CLOSED = Answer("111", "Transaction has been closed")
BALANCE_TOO_LOW = Answer("113", "Refund reject due to refund amount exceeds total unreimbursed amount.")
COUPON_STUCK = Answer("116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund")
COUPON_FULL_ONLY = Answer("117", "JKOPAY Coupon is used in this transaction, and we will only accept full refund")
OVER_REFUND = Answer("922", "Refund amount exceeds order final price")
# The documented text of this one is dynamic; an unpaid order is our cause for it.
REFUND_UNPAID = Answer("922", "Order has not been paid")
CLOSED_ACCOUNT = Answer(
    "978", "Closed account can't use JKOPay's service, please contact the JKOPay's customer service."
)

ORDER_DOES_NOT_EXIST = Answer("100", "Order does not exist")
ORDER_HAS_BEEN_PAID = Answer("101", "Order has been paid")
REFUND_AMOUNT_WRONG = Answer("103", "Error in refund amount")
OVER_MONTHLY_LIMIT = Answer("104", "Payment/transfer amount is over the monthly limit")
NO_SUCH_STORE = Answer("110", "Store not found")
PAYMENT_FAILED = Answer("115", "Payment failed")
# Only in an example of seed authorized-payment-transaction, not in the table.
SHORT_OF_MONEY = Answer("121", "Insufficient bank account balance.")
UNGRANTED = Answer("200", "Ungranted authPay cannot be canceled")
INVALID_AUTH_NO = Answer("301", "Invalid auth_no")
CANCELED_AUTH_NO = Answer("302", "Canceled auth_no")
OVER_QUOTA = Answer("303", "FinalPrice exceeded the max amount quota set by the user")
AMOUNT_MISMATCH = Answer("304", "Order finalPrice is not consistent with authpay billing amount")
OVER_CYCLE_TIMES = Answer("305", "Authpay payment exceeds current billing cycle times")
OUTSIDE_HOURS = Answer("306", "Authpay payment transaction time invalid.(Available at 08:00 - 20:00 UTC+8)")
ONE_AT_A_TIME = Answer("307", "Payment with the same auth_no is allowed one at a time")

_ANYWHERE = (Answer("200", "Bad request"), VALIDATION_ERROR, INTERNAL_ERROR)
_BY_API = {
    ENTRY: (
        ORDER_IS_PAID,
        *_ANYWHERE,
        STORE_NOT_FOUND,
        CURRENCY_UNSUPPORTED,
        IDENTITY_NEEDED,
        ENTRY_MISMATCH,
        INVALID_DIGITS,
        BELOW_LIMIT,
    ),
    REFUND: (
        INVALID_ORDER_ID,
        OVER_180_DAYS,
        REFUND_MISMATCH,
        REMAIN_MISMATCH,
        BOOKS_CLOSED,
        BALANCE_TOO_LOW,
        COUPON_STUCK,
        COUPON_FULL_ONLY,
        INVALID_DIGITS,
        OVER_REFUND,
        REFUND_UNPAID,
        CLOSED_ACCOUNT,
        *_ANYWHERE,
    ),
    INQUIRY: _ANYWHERE,
    LIMITED: _ANYWHERE,
    REGULAR: _ANYWHERE,
    TRANSACTION: (
        ORDER_DOES_NOT_EXIST,
        ORDER_HAS_BEEN_PAID,
        OVER_MONTHLY_LIMIT,
        NO_SUCH_STORE,
        PAYMENT_FAILED,
        SHORT_OF_MONEY,
        *_ANYWHERE,
        INVALID_AUTH_NO,
        CANCELED_AUTH_NO,
        OVER_QUOTA,
        AMOUNT_MISMATCH,
        OVER_CYCLE_TIMES,
        OUTSIDE_HOURS,
        ONE_AT_A_TIME,
    ),
    AUTHPAY_REFUND: (
        ORDER_DOES_NOT_EXIST,
        REFUND_AMOUNT_WRONG,
        REFUND_MISMATCH,
        BALANCE_TOO_LOW,
        COUPON_STUCK,
        *_ANYWHERE,
    ),
    AUTHPAY_INQUIRY: _ANYWHERE,
    DETAIL: (INVALID_AUTH_NO, *_ANYWHERE),
    CANCEL: (*_ANYWHERE, UNGRANTED, INVALID_AUTH_NO, CANCELED_AUTH_NO),
}
APIS = tuple(_BY_API)


def known_answers(api: str) -> tuple[Answer, ...]:
    """Every refusal of an API, those that no table of its own has among them."""
    return _BY_API[api]


def bad_request(fields: Mapping[str, str]) -> Answer:
    """`200` Bad request; its result_object says which fields and why."""
    return Answer("200", "Bad request", dict(fields))


def usual_message(api: str, result: str) -> str | None:
    """The first documented message of a result, for an answer asked for without one."""
    return next((answer.message for answer in _BY_API[api] if answer.result == result), None)
