"""What the sandbox keeps, as plain values: stores, orders, payments, refunds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class OrderState(StrEnum):
    """What happened to an order. What inquiry says of it is `rules.order_status`."""

    OPEN = "open"
    DECLINED = "declined"
    REJECTED = "rejected"
    FAILED = "failed"
    PAID = "paid"


@dataclass(frozen=True)
class Store:
    """A store of the merchant of that number.

    `balance` is what JKOPay has not paid out to it yet, in TWD. `cancellation_url` is told of cancelled
    authorizations. No deduction is made for a `closed` one.
    """

    store_id: str
    merchant: int
    name: str
    currencies: tuple[str, ...]
    identities_required: bool
    balance: Decimal
    books_closed_before: datetime | None
    cancellation_url: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Product:
    """A line of `products[]`, amounts as text exactly as the merchant sent them."""

    name: str
    unit_count: int
    unit_price: str
    unit_final_price: str


@dataclass(frozen=True)
class Entry:
    """What one `POST /platform/entry` asked for. Amounts are in `currency`."""

    platform_order_id: str
    store_id: str
    currency: str
    total_price: Decimal
    final_price: Decimal
    unredeem: Decimal
    valid_time: datetime | None
    confirm_url: str | None
    result_url: str
    result_display_url: str
    payment_type: str
    escrow: bool
    identities: tuple[str, ...]
    products: tuple[Product, ...]

    def agrees_with(self, other: "Entry") -> bool:
        """Compare the four fields that a repeated entry may not change (protocol section 2)."""
        mine = (self.store_id, self.currency, self.total_price, self.final_price)
        return mine == (other.store_id, other.currency, other.total_price, other.final_price)


@dataclass(frozen=True)
class Redeemed:
    """The part of a price paid with coins and coupons, in TWD."""

    coins: Decimal = Decimal(0)
    official_coupon: Decimal = Decimal(0)
    store_coupon: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.coins + self.official_coupon + self.store_coupon

    @property
    def has_coupon(self) -> bool:
        return self.official_coupon + self.store_coupon > 0


@dataclass(frozen=True)
class Payment:
    """Money moved. `debit` is in TWD whatever the order's currency."""

    trade_no: str
    paid_at: datetime
    user: str
    channel_type: str
    mask_no: str | None
    invoice_vehicle: str
    debit: Decimal
    redeemed: Redeemed


@dataclass(frozen=True)
class Order:
    """An order as JKOPay holds it. `number` counts orders and never comes back, not even after a reset."""

    number: int
    merchant: int
    entry: Entry
    token: str
    created_at: datetime
    qr_expires_at: datetime
    state: OrderState
    payment: Payment | None


@dataclass(frozen=True)
class RefundParts:
    """How one refund is given back: `debit` and coins or coupons in TWD."""

    debit: Decimal
    redeemed: Redeemed


@dataclass(frozen=True)
class Refund:
    """One refund made. `amount` is in the order's currency."""

    platform_order_id: str
    refund_order_id: str | None
    trade_no: str
    refunded_at: datetime
    amount: Decimal
    parts: RefundParts


class Priced(Protocol):
    """What is common to an order of OnlinePay and one of authorized payment before it is paid."""

    @property
    def platform_order_id(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def final_price(self) -> Decimal: ...
    @property
    def unredeem(self) -> Decimal: ...


class Sale(Protocol):
    """An order of either kind, perhaps paid."""

    @property
    def merchant(self) -> int: ...
    @property
    def entry(self) -> Priced: ...
    @property
    def payment(self) -> Payment | None: ...
