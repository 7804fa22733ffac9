"""Which documented answer is which refusal, as rows.

Sources: seed onlinepay-response-codes 1.1 to 1.3, protocol section 9 for `201` on any API. Texts are JKOPay's own,
misspellings included. `ANY` stands for a text that is dynamic or not documented: the result alone decides then.
"""

from enum import StrEnum
from typing import NamedTuple

from . import errors

SUCCESS = "000"
INTERNAL_ERROR = "999"
ANY = "*"


class Api(StrEnum):
    """Method and path of one API."""

    ENTRY = "POST /platform/entry"
    INQUIRY = "GET /platform/inquiry"
    REFUND = "POST /platform/refund"

    @property
    def method(self) -> str:
        return self.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.partition(" ")[2]


class Refusal(NamedTuple):
    """One documented refusal."""

    api: Api
    result: str
    message: str
    error: type[errors.WalletRefused]


REFUSALS = (
    Refusal(Api.ENTRY, "101", "Order is paid", errors.OrderIsPaid),
    Refusal(Api.ENTRY, "101", ANY, errors.OrderIsPaid),
    Refusal(Api.ENTRY, "200", "Bad request", errors.BadRequest),
    Refusal(Api.ENTRY, "200", "Store not found", errors.StoreNotFound),
    Refusal(Api.ENTRY, "200", "Using the currency unsupported by the Store", errors.CurrencyUnsupported),
    Refusal(Api.ENTRY, "200", "Entry of this store needs identity verification", errors.IdentityRequired),
    Refusal(
        Api.ENTRY,
        "200",
        "Order has been used as entry but they do not match with each others",
        errors.EntryMismatch,
    ),
    Refusal(Api.ENTRY, "200", "Invalid number of digits for the order currency amount", errors.AmountDigitsInvalid),
    Refusal(Api.ENTRY, "200", "Order price below limit for this currency", errors.AmountBelowMinimum),
    Refusal(Api.ENTRY, "200", ANY, errors.ParametersRefused),
    Refusal(Api.ENTRY, "201", ANY, errors.SignatureRejected),
    Refusal(Api.INQUIRY, "201", ANY, errors.SignatureRejected),
    Refusal(Api.REFUND, "100", "Invaid Order ID", errors.OrderNotFound),
    Refusal(Api.REFUND, "100", ANY, errors.OrderNotFound),
    Refusal(Api.REFUND, "102", "Order has excessed 180 days cannot be refunded", errors.RefundPeriodOver),
    Refusal(Api.REFUND, "102", ANY, errors.RefundPeriodOver),
    Refusal(Api.REFUND, "105", "Inconsistent remain amount", errors.RemainAmountInconsistent),
    Refusal(Api.REFUND, "105", "Inconsistent refund amount", errors.RefundAmountInconsistent),
    Refusal(Api.REFUND, "105", ANY, errors.RefundInconsistent),
    Refusal(Api.REFUND, "111", "Transaction has been closed", errors.TransactionClosed),
    Refusal(Api.REFUND, "111", ANY, errors.TransactionClosed),
    Refusal(
        Api.REFUND,
        "113",
        "Refund reject due to refund amount exceeds total unreimbursed amount.",
        errors.MerchantBalanceTooLow,
    ),
    Refusal(Api.REFUND, "113", ANY, errors.MerchantBalanceTooLow),
    Refusal(
        Api.REFUND,
        "116",
        "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund",
        errors.CouponRefundFailed,
    ),
    Refusal(Api.REFUND, "116", ANY, errors.CouponRefundFailed),
    Refusal(
        Api.REFUND,
        "117",
        "JKOPAY Coupon is used in this transaction, and we will only accept full refund",
        errors.CouponNeedsFullRefund,
    ),
    Refusal(Api.REFUND, "117", ANY, errors.CouponNeedsFullRefund),
    Refusal(Api.REFUND, "200", "Invalid number of digits for the order currency amount", errors.AmountDigitsInvalid),
    Refusal(Api.REFUND, "200", ANY, errors.ParametersRefused),
    Refusal(Api.REFUND, "201", ANY, errors.SignatureRejected),
    Refusal(Api.REFUND, "922", "Refund amount exceeds order final price", errors.RefundExceedsPrice),
    Refusal(Api.REFUND, "922", ANY, errors.RefundFailed),
    Refusal(
        Api.REFUND,
        "978",
        "Closed account can't use JKOPay's service, please contact the JKOPay's customer service.",
        errors.AccountClosed,
    ),
    Refusal(Api.REFUND, "978", ANY, errors.AccountClosed),
)

_BY_ANSWER = {(row.api, row.result, row.message): row.error for row in REFUSALS}


def find_refusal(api: Api, result: str, message: str | None) -> type[errors.WalletRefused] | None:
    """The class for an answer, or None when the API documents no such result."""
    exact = _BY_ANSWER.get((api, result, message)) if message is not None else None
    return exact or _BY_ANSWER.get((api, result, ANY))
