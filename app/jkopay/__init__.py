"""A client for JKOPay's Platform APIs. Start with `JkopayClient`; what can go wrong is drawn in `errors`."""

from .apis import Api, Refusal
from .authorization import Authpay
from .authpay import AuthpayApi
from .billing_cycle import BillingCycle, BillingPeriod
from .binding import BindingAnswer, LimitedRequest, RegularRequest
from .callbacks import parse_binding, parse_cancellation, parse_confirm, parse_result
from .charge import ChargeRequest
from .client import JkopayClient
from .errors import JkopayError, NotificationInvalid, RequestInvalid, Silence, WalletRefused, WalletSilent
from .exchange import Exchange
from .inquiry import MOST_IDS, Inquiry
from .link import QR_LIFE_SECONDS
from .onlinepay import EntryAnswer, EntryRequest
from .product import Product
from .refund import RefundAnswer, RefundRequest
from .refusals import REFUSALS
from .refused import (
    AccountClosed,
    AmountBelowMinimum,
    AmountDigitsInvalid,
    AuthorizationCanceled,
    AuthorizationNotFound,
    AuthorizationUngranted,
    BadRequest,
    BalanceInsufficient,
    BillingAmountDiffers,
    ChargeFailed,
    ChargeInFlight,
    CouponNeedsFullRefund,
    CouponRefundFailed,
    CurrencyUnsupported,
    CycleTimesExceeded,
    EntryMismatch,
    IdentityRequired,
    MerchantBalanceTooLow,
    MonthlyLimitExceeded,
    OrderIsPaid,
    OrderNotFound,
    OutsideChargeHours,
    ParametersRefused,
    QuotaExceeded,
    RefundAmountInconsistent,
    RefundAmountWrong,
    RefundExceedsPrice,
    RefundFailed,
    RefundInconsistent,
    RefundPeriodOver,
    RefundTotalExceeded,
    RemainAmountInconsistent,
    SignatureRejected,
    StoreNotFound,
    TransactionClosed,
)
from .signing import compute_digest, verify_digest
from .transaction import RedeemDetail, RefundRecord, Transaction
from .wire import CURRENCIES, Currency

__all__ = [
    "CURRENCIES",
    "MOST_IDS",
    "QR_LIFE_SECONDS",
    "REFUSALS",
    "AccountClosed",
    "AmountBelowMinimum",
    "AmountDigitsInvalid",
    "Api",
    "AuthorizationCanceled",
    "AuthorizationNotFound",
    "AuthorizationUngranted",
    "Authpay",
    "AuthpayApi",
    "BadRequest",
    "BalanceInsufficient",
    "BillingAmountDiffers",
    "BillingCycle",
    "BillingPeriod",
    "BindingAnswer",
    "ChargeFailed",
    "ChargeInFlight",
    "ChargeRequest",
    "CouponNeedsFullRefund",
    "CouponRefundFailed",
    "Currency",
    "CurrencyUnsupported",
    "CycleTimesExceeded",
    "EntryAnswer",
    "EntryMismatch",
    "EntryRequest",
    "Exchange",
    "IdentityRequired",
    "Inquiry",
    "JkopayClient",
    "JkopayError",
    "LimitedRequest",
    "MerchantBalanceTooLow",
    "MonthlyLimitExceeded",
    "NotificationInvalid",
    "OrderIsPaid",
    "OrderNotFound",
    "OutsideChargeHours",
    "ParametersRefused",
    "Product",
    "QuotaExceeded",
    "RedeemDetail",
    "RefundAmountInconsistent",
    "RefundAmountWrong",
    "RefundAnswer",
    "RefundExceedsPrice",
    "RefundFailed",
    "RefundInconsistent",
    "RefundPeriodOver",
    "RefundRecord",
    "RefundRequest",
    "RefundTotalExceeded",
    "Refusal",
    "RegularRequest",
    "RemainAmountInconsistent",
    "RequestInvalid",
    "SignatureRejected",
    "Silence",
    "StoreNotFound",
    "Transaction",
    "TransactionClosed",
    "WalletRefused",
    "WalletSilent",
    "compute_digest",
    "parse_binding",
    "parse_cancellation",
    "parse_confirm",
    "parse_result",
    "verify_digest",
]
