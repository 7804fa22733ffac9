"""What authorized payment answers with, row by row (seed authorized-payment-response-codes 1.1 to 1.6).

`121` stands only in the example of seed authorized-payment-transaction. A success has no text.
"""

LIMITED = "POST /platform/authpay/limited"
REGULAR = "POST /platform/authpay/regular"
TRANSACTION = "POST /platform/authpay/transaction"
REFUND = "POST /platform/authpay/refund"
INQUIRY = "GET /platform/authpay/inquiry"
DETAIL = "GET /platform/authpay/detail"
CANCEL = "POST /platform/authpay/cancel"

Answer = tuple[str, str, str]
"""API, result, message."""

ROWS: tuple[Answer, ...] = (
    (LIMITED, "000", ""),
    (LIMITED, "200", "Bad request"),
    (LIMITED, "201", "Validation error"),
    (LIMITED, "999", "Internal Error"),
    (REGULAR, "000", ""),
    (REGULAR, "200", "Bad request"),
    (REGULAR, "201", "Validation error"),
    (REGULAR, "999", "Internal Error"),
    (TRANSACTION, "000", ""),
    (TRANSACTION, "100", "Order does not exist"),
    (TRANSACTION, "101", "Order has been paid"),
    (TRANSACTION, "104", "Payment/transfer amount is over the monthly limit"),
    (TRANSACTION, "110", "Store not found"),
    (TRANSACTION, "115", "Payment failed"),
    (TRANSACTION, "121", "Insufficient bank account balance."),
    (TRANSACTION, "200", "Bad request"),
    (TRANSACTION, "201", "Validation error"),
    (TRANSACTION, "301", "Invalid auth_no"),
    (TRANSACTION, "302", "Canceled auth_no"),
    (TRANSACTION, "303", "FinalPrice exceeded the max amount quota set by the user"),
    (TRANSACTION, "304", "Order finalPrice is not consistent with authpay billing amount"),
    (TRANSACTION, "305", "Authpay payment exceeds current billing cycle times"),
    (TRANSACTION, "306", "Authpay payment transaction time invalid.(Available at 08:00 - 20:00 UTC+8)"),
    (TRANSACTION, "307", "Payment with the same auth_no is allowed one at a time"),
    (TRANSACTION, "999", "Internal Error"),
    (REFUND, "000", ""),
    (REFUND, "100", "Order does not exist"),
    (REFUND, "103", "Error in refund amount"),
    (REFUND, "105", "Inconsistent refund amount"),
    (REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount."),
    (REFUND, "116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund"),
    (REFUND, "200", "Bad request"),
    (REFUND, "201", "Validation error"),
    (REFUND, "999", "Internal Error"),
    (INQUIRY, "000", ""),
    (INQUIRY, "200", "Bad request"),
    (INQUIRY, "201", "Validation error"),
    (INQUIRY, "999", "Internal Error"),
    (DETAIL, "000", ""),
    (DETAIL, "200", "Bad request"),
    (DETAIL, "201", "Validation error"),
    (DETAIL, "301", "Invalid auth_no"),
    (DETAIL, "999", "Internal Error"),
    (CANCEL, "000", ""),
    (CANCEL, "200", "Bad request"),
    (CANCEL, "200", "Ungranted authPay cannot be canceled"),
    (CANCEL, "201", "Validation error"),
    (CANCEL, "301", "Invalid auth_no"),
    (CANCEL, "302", "Canceled auth_no"),
    (CANCEL, "999", "Internal Error"),
)
