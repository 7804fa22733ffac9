"""What authorized payment refuses with: seed authorized-payment-response-codes 1.1 to 1.6.

`121` stands only in the example of seed authorized-payment-transaction. No result but `200` has two texts, so a text
nobody documented means the same there.
"""

from . import refused
from .apis import ANY, Api, Refusal
from .errors import WalletRefused

_Rows = tuple[Refusal, ...]


def _document(api: Api, result: str, message: str, error: type[WalletRefused]) -> _Rows:
    return Refusal(api, result, message, error), Refusal(api, result, ANY, error)


def _document_parameters(api: Api) -> _Rows:
    return (
        Refusal(api, "200", "Bad request", refused.BadRequest),
        Refusal(api, "200", ANY, refused.ParametersRefused),
        *_document(api, "201", "Validation error", refused.SignatureRejected),
    )


_TRANSACTION = (
    ("100", "Order does not exist", refused.OrderNotFound),
    ("101", "Order has been paid", refused.OrderIsPaid),
    ("104", "Payment/transfer amount is over the monthly limit", refused.MonthlyLimitExceeded),
    ("110", "Store not found", refused.StoreNotFound),
    ("115", "Payment failed", refused.ChargeFailed),
    ("121", "Insufficient bank account balance.", refused.BalanceInsufficient),
    ("301", "Invalid auth_no", refused.AuthorizationNotFound),
    ("302", "Canceled auth_no", refused.AuthorizationCanceled),
    ("303", "FinalPrice exceeded the max amount quota set by the user", refused.QuotaExceeded),
    ("304", "Order finalPrice is not consistent with authpay billing amount", refused.BillingAmountDiffers),
    ("305", "Authpay payment exceeds current billing cycle times", refused.CycleTimesExceeded),
    (
        "306",
        "Authpay payment transaction time invalid.(Available at 08:00 - 20:00 UTC+8)",
        refused.OutsideChargeHours,
    ),
    ("307", "Payment with the same auth_no is allowed one at a time", refused.ChargeInFlight),
)

_REFUND = (
    ("100", "Order does not exist", refused.OrderNotFound),
    ("103", "Error in refund amount", refused.RefundAmountWrong),
    ("105", "Inconsistent refund amount", refused.RefundAmountInconsistent),
    (
        "113",
        "Refund reject due to refund amount exceeds total unreimbursed amount.",
        refused.RefundTotalExceeded,
    ),
    (
        "116",
        "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund",
        refused.CouponRefundFailed,
    ),
)

AUTHPAY_REFUSALS: _Rows = (
    *_document_parameters(Api.AUTHPAY_LIMITED),
    *_document_parameters(Api.AUTHPAY_REGULAR),
    *_document_parameters(Api.AUTHPAY_TRANSACTION),
    *(row for answer in _TRANSACTION for row in _document(Api.AUTHPAY_TRANSACTION, *answer)),
    *_document_parameters(Api.AUTHPAY_REFUND),
    *(row for answer in _REFUND for row in _document(Api.AUTHPAY_REFUND, *answer)),
    *_document_parameters(Api.AUTHPAY_INQUIRY),
    *_document_parameters(Api.AUTHPAY_DETAIL),
    *_document(Api.AUTHPAY_DETAIL, "301", "Invalid auth_no", refused.AuthorizationNotFound),
    *_document_parameters(Api.AUTHPAY_CANCEL),
    Refusal(Api.AUTHPAY_CANCEL, "200", "Ungranted authPay cannot be canceled", refused.AuthorizationUngranted),
    *_document(Api.AUTHPAY_CANCEL, "301", "Invalid auth_no", refused.AuthorizationNotFound),
    *_document(Api.AUTHPAY_CANCEL, "302", "Canceled auth_no", refused.AuthorizationCanceled),
)
