"""What the sandbox keeps of authorized payment, as plain values. Amounts are TWD, its only currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.sandbox.records import Payment


class AuthpayType(StrEnum):
    """A binding without a fixed time or amount, or one on a cycle."""

    LIMITED = "limited"
    REGULAR = "regular"


class AuthpayStatus(StrEnum):
    """As `authpay.status` on the wire (protocol section 5)."""

    UNGRANTED = "ungranted"
    GRANTED = "granted"
    CANCEL = "cancel"


class CancelledBy(StrEnum):
    """The wallet user in the app, JKOPay itself, or the merchant through the API."""

    USER = "user"
    JKOPAY = "jkopay"
    MERCHANT = "merchant"


class Period(StrEnum):
    """What a cycle repeats in: calendar units of UTC+8."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class BillingCycle:
    """At most so many deductions in each period."""

    period: Period
    times: int


@dataclass(frozen=True)
class CustomItem:
    """A line of `custom_items[]`."""

    name: str
    value: str


@dataclass(frozen=True)
class Binding:
    """What one `POST /platform/authpay/limited` or `/regular` asked for. Only a regular one has a cycle."""

    type: AuthpayType
    authpay_name: str
    store_id: str
    cancelable: bool
    platform_authpay_id: str | None
    identities: tuple[str, ...]
    billing_amount: Decimal
    billing_currency: str
    billing_cycle: BillingCycle | None
    custom_items: tuple[CustomItem, ...]
    result_url: str
    result_display_url: str | None


@dataclass(frozen=True)
class Authorization:
    """A binding as JKOPay holds it.

    `declined` means that the wallet user refused: ungranted for ever. `user` and `quota`, the most of one deduction,
    are there once it was granted.
    """

    number: int
    merchant: int
    auth_no: str
    binding: Binding
    token: str
    created_at: datetime
    qr_expires_at: datetime
    status: AuthpayStatus
    declined: bool
    user: str | None
    quota: Decimal | None
    granted_at: datetime | None
    cancelled_at: datetime | None
    cancelled_by: CancelledBy | None


class DeductionState(StrEnum):
    """`unpaid` was refused by the wallet and may be sent again; `failed` never."""

    IN_FLIGHT = "in_flight"
    UNPAID = "unpaid"
    FAILED = "failed"
    PAID = "paid"


@dataclass(frozen=True)
class DeductionOrder:
    """What one `POST /platform/authpay/transaction` asked for."""

    auth_no: str
    platform_order_id: str
    trade_name: str
    currency: str
    total_price: Decimal
    final_price: Decimal
    unredeem: Decimal


@dataclass(frozen=True)
class Deduction:
    """A deduction as JKOPay holds it."""

    number: int
    merchant: int
    entry: DeductionOrder
    created_at: datetime
    state: DeductionState
    payment: Payment | None


# How many deductions one period may have at most (protocol section 5).
MOST_TIMES: Mapping[Period, int] = {Period.WEEK: 7, Period.MONTH: 7, Period.QUARTER: 7, Period.YEAR: 12}
