"""One class for each thing JKOPay may say no with: the branch of `errors` below `WalletRefused`.

Sources: seeds onlinepay-response-codes 1.1 to 1.3 and authorized-payment-response-codes 1.1 to 1.6.
"""

from .errors import WalletRefused


class SignatureRejected(WalletRefused):
    """The keys or the digest are wrong: a fault of the integration, never of a shopper."""


class OrderIsPaid(WalletRefused):
    """The order was paid already; ask the inquiry."""


class ParametersRefused(WalletRefused):
    """JKOPay refused the parameters."""


class BadRequest(ParametersRefused):
    """A parameter is wrong; for an entry `result_object` says which and why."""


class StoreNotFound(ParametersRefused):
    """The store id is wrong."""


class CurrencyUnsupported(ParametersRefused):
    """The store does not take this currency."""


class IdentityRequired(ParametersRefused):
    """The store must send the buyer's identity."""


class EntryMismatch(ParametersRefused):
    """The id was used for an entry with another store, currency, total or final price."""


class AmountDigitsInvalid(ParametersRefused):
    """The amount has more decimals than its currency."""


class AmountBelowMinimum(ParametersRefused):
    """The price is below the currency's minimum."""


class OrderNotFound(WalletRefused):
    """There is no such order."""


class RefundPeriodOver(WalletRefused):
    """More than 180 days have passed."""


class RefundInconsistent(WalletRefused):
    """The refund does not agree with what JKOPay knows."""


class RemainAmountInconsistent(RefundInconsistent):
    """The amount that remains does not agree."""


class RefundAmountInconsistent(RefundInconsistent):
    """The refund id was used before, with another amount."""


class TransactionClosed(WalletRefused):
    """The books of the transaction are closed."""


class MerchantBalanceTooLow(WalletRefused):
    """What JKOPay still owes the merchant is less than the refund."""


class CouponRefundFailed(WalletRefused):
    """The coupon could not be given back."""


class CouponNeedsFullRefund(WalletRefused):
    """A coupon was used: only the full amount can be refunded."""


class RefundFailed(WalletRefused):
    """The refund failed for the reason in `message`."""


class RefundExceedsPrice(RefundFailed):
    """More than what can still be refunded."""


class AccountClosed(WalletRefused):
    """The wallet account cannot use JKOPay any more."""


class RefundAmountWrong(WalletRefused):
    """The amount to refund is wrong."""


class RefundTotalExceeded(WalletRefused):
    """The refunds together would exceed what can be given back of the charge."""


class MonthlyLimitExceeded(WalletRefused):
    """The wallet user's monthly limit does not allow the amount."""


class ChargeFailed(WalletRefused):
    """The payment failed; JKOPay gives no reason."""


class BalanceInsufficient(WalletRefused):
    """The wallet user's bank account does not hold enough. Source: seed authorized-payment-transaction, example."""


class AuthorizationUngranted(WalletRefused):
    """The user has not granted the authorization, so there is nothing to cancel."""


class AuthorizationNotFound(WalletRefused):
    """There is no authorization of this number."""


class AuthorizationCanceled(WalletRefused):
    """The authorization was cancelled."""


class QuotaExceeded(WalletRefused):
    """More than the quota the user set in the wallet."""


class BillingAmountDiffers(WalletRefused):
    """The price is not the billing amount of the authorization."""


class CycleTimesExceeded(WalletRefused):
    """The billing cycle has had all its charges."""


class OutsideChargeHours(WalletRefused):
    """Charges are taken from 08:00 to 20:00 UTC+8 only."""


class ChargeInFlight(WalletRefused):
    """Another charge of the same authorization is not finished; it may be this very one, sent before."""
