"""What JKOPay decides, from plain values alone: no clock, no database, no network.

Sources: protocol sections 2, 3, 4, 7 and 9; seed onlinepay-response-codes 1.1 to 1.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.money import CURRENCIES, TWD, has_valid_digits, to_twd
from app.sandbox.records import (
    Entry,
    Order,
    OrderState,
    Payment,
    Priced,
    Redeemed,
    Refund,
    RefundParts,
    Sale,
    Store,
)
from app.sandbox.switches import Switches
from app.sandbox.wallet_users import WALLET_USERS, Funds, WalletUser

PAID, FAILED, UNPAID, UNKNOWN = 0, 100, 101, 102
QR_LIFE = timedelta(minutes=20)
REFUND_PERIOD = timedelta(days=180)
RESULT_RETRIES = 12
CONFIRM_RETRIES = 3


class PaymentProblem(StrEnum):
    """Why a wallet user cannot pay."""

    NO_SUCH_ORDER = "no_such_order"
    ALREADY_PAID = "already_paid"
    FAILED = "failed"
    PAST_VALID_TIME = "past_valid_time"
    LINK_EXPIRED = "link_expired"
    CARD_NOT_ABROAD = "card_not_abroad"
    OVER_LIMIT = "over_limit"
    MERCHANT_REFUSED = "merchant_refused"
    MERCHANT_SILENT = "merchant_silent"
    SHORT = "short"
    PAYMENT_FAILED = "payment_failed"


def qr_expiry(now: datetime, valid_time: datetime | None) -> datetime:
    """When a link given now dies: after 20 minutes, never past `valid_time`."""
    return min(now + QR_LIFE, valid_time) if valid_time else now + QR_LIFE


def order_status(order: Order | None, now: datetime, switches: Switches) -> int:
    """The status inquiry gives: 0 paid, 100 failed, 101 not paid yet, 102 no such order."""
    if order is None:
        return UNKNOWN
    match order.state:
        case OrderState.PAID:
            return PAID
        case OrderState.FAILED:
            return FAILED
        case OrderState.REJECTED:
            status: int = switches.status_after_confirm_no
        case OrderState.DECLINED:
            status = switches.status_after_valid_time_or_decline
        case OrderState.OPEN:
            status = UNPAID
    if status == UNPAID and _is_past_valid_time(order.entry, now):
        return switches.status_after_valid_time_or_decline
    return status


def refuse_entry(entry: Entry, store: Store | None) -> Answer | None:
    """What is wrong with an entry, looked at alone."""
    if store is None:
        return answers.STORE_NOT_FOUND
    if entry.currency not in store.currencies:
        return answers.CURRENCY_UNSUPPORTED
    prices = (entry.total_price, entry.final_price, entry.unredeem)
    if not all(has_valid_digits(price, entry.currency) for price in prices):
        return answers.INVALID_DIGITS
    if min(entry.total_price, entry.final_price) < CURRENCIES[entry.currency].minimum:
        return answers.BELOW_LIMIT
    if store.identities_required and not entry.identities:
        return answers.IDENTITY_NEEDED
    return None


class Reentry(StrEnum):
    """What an entry does when it is not refused."""

    CREATE = "create"
    EXTEND = "extend"
    START_AGAIN = "start again"


def decide_reentry(entry: Entry, known: Order | None, now: datetime, switches: Switches) -> Reentry | Answer:
    """Compare an entry with what is known of its `platform_order_id`.

    An entry after `valid_time` is undocumented: it gets *Bad request* naming the field.
    """
    status = order_status(known, now, switches)
    if status == PAID:
        return answers.ORDER_IS_PAID
    if known is not None and not entry.agrees_with(known.entry):
        return answers.ENTRY_MISMATCH
    if status == FAILED and switches.entry_after_failure == "refuse":
        return answers.ENTRY_MISMATCH
    starts = known is None or status == FAILED
    if _is_past_valid_time(entry if known is None or starts else known.entry, now):
        return answers.bad_request({"valid_time": "has passed"})
    if known is None:
        return Reentry.CREATE
    return Reentry.START_AGAIN if starts else Reentry.EXTEND


def order_problem(order: Order | None, now: datetime, switches: Switches) -> PaymentProblem | None:
    """Why nobody can pay this order now."""
    if order is None:
        return PaymentProblem.NO_SUCH_ORDER
    if order.state is OrderState.PAID:
        return PaymentProblem.ALREADY_PAID
    if _is_past_valid_time(order.entry, now):
        return PaymentProblem.PAST_VALID_TIME
    if order_status(order, now, switches) == FAILED:
        return PaymentProblem.FAILED
    return PaymentProblem.LINK_EXPIRED if order.qr_expires_at <= now else None


def user_problem(user: WalletUser, currency: str) -> PaymentProblem | None:
    """Why the wallet says no before it asks the merchant. Cards do not pay abroad (protocol section 3)."""
    if user.channel_type == "creditcard" and currency != TWD:
        return PaymentProblem.CARD_NOT_ABROAD
    return PaymentProblem.OVER_LIMIT if user.funds is Funds.OVER_LIMIT else None


def money_problem(user: WalletUser) -> PaymentProblem | None:
    """Why the money does not move although the merchant confirmed."""
    match user.funds:
        case Funds.SHORT:
            return PaymentProblem.SHORT
        case Funds.FAILING:
            return PaymentProblem.PAYMENT_FAILED
        case _:
            return None


def split_payment(user: WalletUser, entry: Priced) -> RefundParts:
    """How the user pays: coins and coupons first, the rest from the wallet, both in TWD.

    They cover at most half of what `unredeem` leaves open, so that something is always debited, and pay for TWD
    orders only: for other currencies no redeemed amount is documented.
    """
    if entry.currency != TWD:
        return RefundParts(to_twd(entry.final_price, entry.currency), Redeemed())
    open_part = (entry.final_price - entry.unredeem) // 2
    redeemed = Redeemed(
        coins=min(user.coins, open_part),
        official_coupon=min(user.official_coupon, open_part),
        store_coupon=min(user.store_coupon, open_part),
    )
    return RefundParts(entry.final_price - redeemed.total, redeemed)


@dataclass(frozen=True)
class RefundRequest:
    """A `POST /platform/refund`. `amount` is in the order's currency."""

    platform_order_id: str
    amount: Decimal
    refund_order_id: str | None


def repeated_refund(asked: RefundRequest, made: Sequence[Refund], switches: Switches) -> Refund | Answer | None:
    """Look for an earlier refund of this order under the same `refund_order_id`.

    Returns the refund to answer with once more, a refusal, or None when there is none. That repeating one makes
    the *remain amount* inconsistent is our reading of the one documented message without a cause.
    """
    same = [refund for refund in made if asked.refund_order_id and refund.refund_order_id == asked.refund_order_id]
    if not same:
        return None
    if same[0].amount != asked.amount:
        return answers.REFUND_MISMATCH
    return same[0] if switches.same_refund_again == "replay" else answers.REMAIN_MISMATCH


def decide_refund(
    asked: RefundRequest, order: Order, made: Sequence[Refund], store: Store, now: datetime
) -> RefundParts | Answer:
    """Split a new refund, or say why not. The order of the checks is ours."""
    payment, price = order.payment, order.entry.final_price
    if payment is None:
        return answers.REFUND_UNPAID
    user = WALLET_USERS[payment.user]
    if not has_valid_digits(asked.amount, order.entry.currency):
        return answers.INVALID_DIGITS
    if now > payment.paid_at + REFUND_PERIOD:
        return answers.OVER_180_DAYS
    if store.books_closed_before and payment.paid_at < store.books_closed_before:
        return answers.BOOKS_CLOSED
    if asked.amount > price - sum(refund.amount for refund in made):
        return answers.OVER_REFUND
    if payment.redeemed.has_coupon and asked.amount != price:
        return answers.COUPON_FULL_ONLY
    if user.closes_account:
        return answers.CLOSED_ACCOUNT
    parts = split_refund(asked.amount, order, payment, made)
    if parts.debit > store.balance:
        return answers.BALANCE_TOO_LOW
    if user.coupon_sticks and payment.redeemed.has_coupon:
        return answers.COUPON_STUCK
    return parts


def split_refund(amount: Decimal, order: Sale, payment: Payment, made: Sequence[Refund]) -> RefundParts:
    """Give back the debited money first, coins last; a coupon order goes back whole.

    In other currencies the TWD are the price's share so far, so that the parts always add up to the payment.
    """
    price = order.entry.final_price
    gone = sum((refund.amount for refund in made), Decimal(0))
    debit_gone = sum((refund.parts.debit for refund in made), Decimal(0))
    if payment.redeemed.has_coupon:
        return RefundParts(payment.debit, payment.redeemed)
    if order.entry.currency != TWD:
        share = (payment.debit * (gone + amount) / price).quantize(Decimal(1), ROUND_HALF_UP)
        return RefundParts(share - debit_gone, Redeemed())
    debit = min(amount, payment.debit - debit_gone)
    return RefundParts(debit, Redeemed(coins=amount - debit))


def retry_delay(failed_tries: int) -> timedelta | None:
    """Wait before the next try of a callback: 1, 2, 4, 8 … s; None after the twelfth retry (protocol section 4)."""
    return timedelta(seconds=2 ** (failed_tries - 1)) if failed_tries <= RESULT_RETRIES else None


def _is_past_valid_time(entry: Entry, now: datetime) -> bool:
    return entry.valid_time is not None and entry.valid_time <= now
