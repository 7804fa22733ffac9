"""Amounts: an integer of the currency's smallest unit in the database, a Decimal with its currency outside."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from sqlalchemy import BigInteger
from sqlalchemy.orm import mapped_column

Minor = Annotated[int, mapped_column(BigInteger)]
"""A column of smallest units. 32 bits would end at 21 million US dollars."""


LARGEST = Decimal(10**15)
"""Of any currency: in smallest units it still fits the column."""


class AmountInvalid(ValueError):
    """The amount has more digits than its currency, or the currency is not one of ours."""


@dataclass(frozen=True)
class Currency:
    """How one currency is counted and written."""

    code: str
    digits: int
    symbol: str


# Digits are an inference from the documented minimums (protocol section 2). CLDR writes TWD with two decimals,
# which no price in Taiwan has, so the table is our own.
CURRENCIES = {
    currency.code: currency
    for currency in (
        Currency("TWD", 0, "NT$"),
        Currency("JPY", 0, "¥"),
        Currency("USD", 2, "US$"),
        Currency("CNY", 2, "CN¥"),
        Currency("HKD", 2, "HK$"),
    )
}


def to_decimal(minor: int, currency: str) -> Decimal:
    """1250 of USD is Decimal("12.50")."""
    return Decimal(minor).scaleb(-CURRENCIES[currency].digits)


def to_minor(amount: Decimal, currency: str) -> int:
    """Decimal("12.50") of USD is 1250.

    Raises:
        AmountInvalid: unknown currency, not finite, above `LARGEST`, or more decimals than the currency has.
    """
    if currency not in CURRENCIES or not amount.is_finite() or abs(amount) > LARGEST:
        raise AmountInvalid(f"{amount} {currency}")
    scaled = amount.scaleb(CURRENCIES[currency].digits)
    if scaled != scaled.to_integral_value():
        raise AmountInvalid(f"{amount} has more decimals than {currency}")
    return int(scaled)


def format_money(minor: int, currency: str) -> str:
    """128000 of TWD is "NT$128,000"; 1250 of USD is "US$12.50"."""
    known = CURRENCIES[currency]
    return f"{known.symbol}{to_decimal(minor, currency):,.{known.digits}f}"
