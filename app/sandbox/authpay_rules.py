"""What JKOPay decides about authorized payment, from plain values alone: no clock, no database, no network.

Sources: protocol sections 5, 6, 7 and 9; seed authorized-payment-response-codes 1.1 to 1.6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.authpay_records import (
    Authorization,
    AuthpayStatus,
    AuthpayType,
    Binding,
    CancelledBy,
    Deduction,
    DeductionOrder,
    DeductionState,
    Period,
)
from app.sandbox.money import TWD, has_valid_digits
from app.sandbox.records import Refund, RefundParts, Store
from app.sandbox.rules import FAILED, PAID, REFUND_PERIOD, UNKNOWN, UNPAID, RefundRequest, split_refund
from app.sandbox.switches import Switches
from app.sandbox.times import TAIPEI
from app.sandbox.wallet_users import WALLET_USERS, Funds, WalletUser

_OPENS, _CLOSES = time(8), time(20)
_STATUS = {
    DeductionState.PAID: PAID,
    DeductionState.FAILED: FAILED,
    DeductionState.IN_FLIGHT: UNPAID,
    DeductionState.UNPAID: UNPAID,
}
_FUNDS_ANSWERS = {
    Funds.OVER_LIMIT: answers.OVER_MONTHLY_LIMIT,
    Funds.SHORT: answers.SHORT_OF_MONEY,
    Funds.FAILING: answers.PAYMENT_FAILED,
}


class BindingProblem(StrEnum):
    """Why a wallet user cannot grant an authorization."""

    NO_SUCH_AUTHORIZATION = "no_such_authorization"
    ALREADY_GRANTED = "already_granted"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LINK_EXPIRED = "link_expired"
    QUOTA_TOO_LOW = "quota_too_low"


class CancelProblem(StrEnum):
    """Why an authorization cannot be cancelled."""

    NO_SUCH_AUTHORIZATION = "no_such_authorization"
    ALREADY_CANCELLED = "already_cancelled"
    UNGRANTED = "ungranted"
    NOT_CANCELABLE = "not_cancelable"


def refuse_binding(binding: Binding, store: Store | None) -> Mapping[str, str]:
    """What is wrong with a binding at its store, by field. The table has only *Bad request* for all of it."""
    if store is None:
        return {"store_id": "is no store of this merchant"}
    if store.identities_required and not binding.identities:
        return {"identities": "is required by this store"}
    return {}


def refuse_rebinding(binding: Binding, known: Authorization) -> Mapping[str, str]:
    """What is wrong with a second binding of a `platform_authpay_id`, by field (protocol section 9)."""
    if known.status is not AuthpayStatus.UNGRANTED:
        return {"platform_authpay_id": "has been granted before"}
    if known.declined:
        return {"platform_authpay_id": "has been refused by the wallet user"}
    names = [field.name for field in fields(Binding)]
    differing = [name for name in names if getattr(binding, name) != getattr(known.binding, name)]
    if "type" in differing:
        return {"platform_authpay_id": f"belongs to a {known.binding.type} authorization"}
    return dict.fromkeys(differing, "does not match the earlier request")


def usual_quota(binding: Binding) -> Decimal:
    """The quota of a user who sets none, in TWD. Undocumented, so ours: what a regular one costs, ten times a
    limited one's proposal."""
    return binding.billing_amount if binding.type is AuthpayType.REGULAR else binding.billing_amount * 10


def binding_problem(authorization: Authorization | None, quota: Decimal | None, now: datetime) -> BindingProblem | None:
    """Why nobody can grant this authorization now, or not with this quota."""
    if authorization is None:
        return BindingProblem.NO_SUCH_AUTHORIZATION
    if authorization.status is AuthpayStatus.CANCEL:
        return BindingProblem.CANCELLED
    if authorization.status is AuthpayStatus.GRANTED:
        return BindingProblem.ALREADY_GRANTED
    if authorization.declined:
        return BindingProblem.DECLINED
    if authorization.qr_expires_at <= now:
        return BindingProblem.LINK_EXPIRED
    is_regular = authorization.binding.type is AuthpayType.REGULAR
    lowest = authorization.binding.billing_amount if is_regular else Decimal(1)
    return BindingProblem.QUOTA_TOO_LOW if quota is not None and quota < lowest else None


def cancel_problem(authorization: Authorization | None, by: CancelledBy) -> CancelProblem | None:
    """Why this authorization cannot be cancelled by these. `cancelable` binds the wallet user alone."""
    if authorization is None:
        return CancelProblem.NO_SUCH_AUTHORIZATION
    if authorization.status is AuthpayStatus.CANCEL:
        return CancelProblem.ALREADY_CANCELLED
    if authorization.status is AuthpayStatus.UNGRANTED:
        return CancelProblem.UNGRANTED
    may_not = by is CancelledBy.USER and not authorization.binding.cancelable
    return CancelProblem.NOT_CANCELABLE if may_not else None


def is_told_of_cancellation(by: CancelledBy, switches: Switches) -> bool:
    """Tell whether the store hears of it. A merchant is never told of what it did itself."""
    if by is CancelledBy.USER:
        return switches.cancellation_told_of == "user_and_jkopay"
    return by is CancelledBy.JKOPAY


def is_deduction_time(now: datetime) -> bool:
    """Tell whether it is 08:00:00 or later and before 20:00:00 in UTC+8 (protocol section 9)."""
    return _OPENS <= now.astimezone(TAIPEI).time() < _CLOSES


def cycle_start(period: Period, now: datetime) -> datetime:
    """When the calendar week (from Monday), month, quarter or year of UTC+8 around `now` began."""
    today = now.astimezone(TAIPEI).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case Period.WEEK:
            return today - timedelta(days=today.weekday())
        case Period.MONTH:
            return today.replace(day=1)
        case Period.QUARTER:
            return today.replace(month=today.month - (today.month - 1) % 3, day=1)
        case Period.YEAR:
            return today.replace(month=1, day=1)


def refuse_deduction(
    asked: DeductionOrder,
    authorization: Authorization | None,
    store: Store | None,
    known: Deduction | None,
    made: Sequence[Deduction],
    now: datetime,
) -> Answer | None:
    """Why no money is asked of the wallet. `known` has the same order id, `made` the same authorization.

    The order of the checks is ours: what is known of the order comes before what the authorization allows, so that
    sending a paid order again says `101` even after a cancellation. An authorization that nobody granted is no
    valid `auth_no` yet: `301`, for no other documented answer fits. A failed order stays failed.
    """
    if authorization is None or authorization.status is AuthpayStatus.UNGRANTED:
        return answers.INVALID_AUTH_NO
    if known and known.state in (DeductionState.PAID, DeductionState.FAILED):
        return answers.ORDER_HAS_BEEN_PAID if known.state is DeductionState.PAID else answers.PAYMENT_FAILED
    if authorization.status is AuthpayStatus.CANCEL:
        return answers.CANCELED_AUTH_NO
    if store is None or store.closed:
        return answers.NO_SUCH_STORE
    if not is_deduction_time(now):
        return answers.OUTSIDE_HOURS
    if any(each.state is DeductionState.IN_FLIGHT for each in (*made, *([known] if known else []))):
        return answers.ONE_AT_A_TIME
    return _refuse_amount(asked, authorization) or _refuse_times(authorization, made, now)


def _refuse_amount(asked: DeductionOrder, authorization: Authorization) -> Answer | None:
    """The amount of a regular authorization is fixed. A limited one's `billing_amount` is only what the user was
    shown: no seed page compares it with a deduction, and 304 would leave no room for top-ups and usage.

    304 comes first, since the usual quota of a regular authorization is its very amount.
    """
    binding = authorization.binding
    if binding.type is AuthpayType.REGULAR and asked.final_price != binding.billing_amount:
        return answers.AMOUNT_MISMATCH
    over = authorization.quota is not None and asked.final_price > authorization.quota
    return answers.OVER_QUOTA if over else None


def _refuse_times(authorization: Authorization, made: Sequence[Deduction], now: datetime) -> Answer | None:
    """A refunded deduction still counts: it was made in this cycle."""
    cycle = authorization.binding.billing_cycle
    if cycle is None:
        return None
    start = cycle_start(cycle.period, now)
    count = sum(1 for each in made if each.payment and each.payment.paid_at >= start)
    return answers.OVER_CYCLE_TIMES if count >= cycle.times else None


def refuse_money(user: WalletUser) -> Answer | None:
    """Why the wallet does not give the money."""
    return _FUNDS_ANSWERS.get(user.funds)


def deduction_status(deduction: Deduction | None) -> int:
    """The status inquiry gives: 0 paid, 100 failed, 101 in flight or refused by the wallet, 102 no such order."""
    return _STATUS[deduction.state] if deduction else UNKNOWN


def decide_authpay_refund(
    asked: RefundRequest, deduction: Deduction, made: Sequence[Refund], store: Store, now: datetime
) -> RefundParts | Answer:
    """Split a new refund of a deduction, or say why not, in the few answers that this page has.

    So an order that is unpaid or over 180 days old does not exist for a refund, and an amount that is not whole,
    over what is left or part of a coupon order is wrong (protocol section 9). Closed books and accounts are not
    documented here and refuse nothing.
    """
    payment, price = deduction.payment, deduction.entry.final_price
    if payment is None or now > payment.paid_at + REFUND_PERIOD:
        return answers.ORDER_DOES_NOT_EXIST
    left = price - sum(refund.amount for refund in made)
    in_part = payment.redeemed.has_coupon and asked.amount != price
    if not has_valid_digits(asked.amount, TWD) or asked.amount > left or in_part:
        return answers.REFUND_AMOUNT_WRONG
    parts = split_refund(asked.amount, deduction, payment, made)
    if parts.debit > store.balance:
        return answers.BALANCE_TOO_LOW
    if WALLET_USERS[payment.user].coupon_sticks and payment.redeemed.has_coupon:
        return answers.COUPON_STUCK
    return parts
