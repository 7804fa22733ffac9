"""Everything this package raises.

    JkopayError
    ├── RequestInvalid                  refused here, before a byte was sent
    ├── NotificationInvalid             a call from JKOPay whose body cannot be read
    ├── WalletSilent                    no answer that means anything: the outcome is unknown
    └── WalletRefused                   JKOPay answered, and the answer is no
        ├── SignatureRejected           201  any API: the keys are probably wrong
        ├── OrderIsPaid                 101  entry, charge
        ├── ParametersRefused           200  any API but the OnlinePay inquiry: with a text that is not documented
        │   ├── BadRequest              200  entry, authpay: `result_object` may name the fields
        │   ├── StoreNotFound           200  entry; 110 charge
        │   ├── CurrencyUnsupported     200  entry
        │   ├── IdentityRequired        200  entry
        │   ├── EntryMismatch           200  entry: same id, other store, currency or price
        │   ├── AmountDigitsInvalid     200  entry, refund
        │   └── AmountBelowMinimum      200  entry
        ├── OrderNotFound               100  refund, charge, authpay refund
        ├── RefundPeriodOver            102  refund: more than 180 days
        ├── RefundInconsistent          105  refund: with a text that is not documented
        │   ├── RemainAmountInconsistent
        │   └── RefundAmountInconsistent     same refund id, another amount; also 105 authpay refund
        ├── TransactionClosed           111  refund: the books are closed
        ├── MerchantBalanceTooLow       113  refund
        ├── CouponRefundFailed          116  refund, authpay refund
        ├── CouponNeedsFullRefund       117  refund
        ├── RefundFailed                922  refund: the reason is in `message`
        │   └── RefundExceedsPrice      922
        ├── AccountClosed               978  refund
        ├── RefundAmountWrong           103  authpay refund
        ├── RefundTotalExceeded         113  authpay refund: more than what can still be refunded
        ├── MonthlyLimitExceeded        104  charge
        ├── ChargeFailed                115  charge
        ├── BalanceInsufficient         121  charge: seen in an example, in no table
        ├── AuthorizationUngranted      200  cancel: not granted yet
        ├── AuthorizationNotFound       301  charge, detail, cancel
        ├── AuthorizationCanceled       302  charge, cancel
        ├── QuotaExceeded               303  charge
        ├── BillingAmountDiffers        304  charge: regular takes exactly its billing amount
        ├── CycleTimesExceeded          305  charge
        ├── OutsideChargeHours          306  charge: only 08:00 to 20:00 UTC+8
        └── ChargeInFlight              307  charge: one at a time per authorization

The classes below `WalletRefused` are in `refused`; which answer raises which is the table in `refusals`. A refusal
and a silence are never the same thing: after a silence the request may have been carried out, and only an inquiry
tells.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

_LONGEST_MESSAGE_SHOWN = 200


class JkopayError(Exception):
    """The root: catch it to catch everything of this package."""


class RequestInvalid(JkopayError, ValueError):
    """The request breaks a documented rule; nothing was sent.

    `field` is the wire name (or the setting's name), `reason` one English sentence without the refused value:
    callback addresses may hold a secret of the caller.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class NotificationInvalid(JkopayError, ValueError):
    """The body of a call from JKOPay (protocol section 4) is not what is documented."""


class Silence(StrEnum):
    """Why there is no answer."""

    NOT_SENT = "not_sent"
    NO_ANSWER = "no_answer"
    DEADLINE = "deadline"
    HTTP_STATUS = "http_status"
    REDIRECT = "redirect"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    UNKNOWN_RESULT = "unknown_result"
    INTERNAL_ERROR = "internal_error"
    MALFORMED = "malformed"


_HINTS = {
    401: "JKOPay does not know who is calling: check the API key and the secret key.",
    403: "JKOPay does not let this caller in: check the API key, and that this server's address is allowed.",
    404: "There is no such API at this address: check the base URL.",
}


class WalletSilent(JkopayError):
    """No documented answer came, so the outcome is unknown (protocol section 9, HTTP status of answers).

    `may_have_arrived` is False only when certainly no byte of the request left: name not resolved, connection
    refused, TLS failed. `cause` names the underlying error or says what was unreadable; it holds no data.
    """

    def __init__(
        self,
        api: str,
        reason: Silence,
        may_have_arrived: bool,
        http_status: int | None = None,
        cause: str = "",
    ) -> None:
        super().__init__(api, reason, may_have_arrived, http_status, cause)
        self.api = api
        self.reason = reason
        self.may_have_arrived = may_have_arrived
        self.http_status = http_status
        self.cause = cause

    @property
    def hint(self) -> str | None:
        """Which setting to check, for 401, 403 and 404."""
        return None if self.http_status is None else _HINTS.get(self.http_status)

    def __str__(self) -> str:
        status = "" if self.http_status is None else f", HTTP {self.http_status}"
        cause = f" ({self.cause})" if self.cause else ""
        return f"{self.api}: {self.reason}{status}{cause}"


class WalletRefused(JkopayError):
    """JKOPay answered with a documented `result` other than `000` and `999`.

    Also raised itself, when the table of `refusals` has no nearer class.
    """

    def __init__(
        self, api: str, result: str, message: str | None, result_object: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(api, result, message, result_object)
        self.api = api
        self.result = result
        self.message = message
        self.result_object = result_object

    def __str__(self) -> str:
        return f"{self.api}: {self.result} {(self.message or '')[:_LONGEST_MESSAGE_SHOWN]}".rstrip()
