"""Amounts as JKOPay writes them, and its five currencies.

Sources: protocol section 2 (digits and minimums), section 3 (debit_amount is always TWD, JPY 1230 is debit 249).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TWD = "TWD"


@dataclass(frozen=True)
class Currency:
    """One currency: decimals of an amount, smallest price, and what one unit costs in TWD here."""

    digits: int
    minimum: Decimal
    twd_rate: Decimal
    symbol: str


# The rates are the sandbox's own and never move, so that a refund is worth what the payment was. JPY is the rate
# of the documented example: 1230 becomes 249.
CURRENCIES = {
    "TWD": Currency(0, Decimal(0), Decimal(1), "NT$"),
    "JPY": Currency(0, Decimal(5), Decimal("0.2024"), "JP¥"),
    "USD": Currency(2, Decimal("0.02"), Decimal("31.5"), "US$"),
    "CNY": Currency(2, Decimal("0.11"), Decimal("4.4"), "CN¥"),
    "HKD": Currency(2, Decimal("0.13"), Decimal("4.05"), "HK$"),
}


def has_valid_digits(amount: Decimal, currency: str) -> bool:
    """Tell whether the amount has no more decimals than its currency."""
    return amount == amount.quantize(_unit(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount as an integer of the currency's smallest unit."""
    return int(amount.scaleb(CURRENCIES[currency].digits))


def from_minor(minor: int, currency: str) -> Decimal:
    """The amount of an integer of the currency's smallest unit."""
    return Decimal(minor).scaleb(-CURRENCIES[currency].digits).quantize(_unit(currency))


def to_twd(amount: Decimal, currency: str) -> Decimal:
    """What the wallet user pays in whole TWD, never less than 1."""
    return max(Decimal(1), (amount * CURRENCIES[currency].twd_rate).quantize(Decimal(1), ROUND_HALF_UP))


def wire_text(amount: Decimal, currency: str) -> str:
    """The amount as a string, the form of an OnlinePay inquiry row (protocol section 3)."""
    return f"{amount:.{CURRENCIES[currency].digits}f}"


def wire_number(amount: Decimal) -> int | float:
    """The amount as a JSON number, the form of refunds and redeem_detail (protocol section 3).

    A float is exact here: no amount has more than 12 digits before the point (see `fields`).
    """
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def shown(amount: Decimal, currency: str) -> str:
    """The amount for people, as `NT$1,280`."""
    known = CURRENCIES[currency]
    return f"{known.symbol}{amount:,.{known.digits}f}"


def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-CURRENCIES[currency].digits)
