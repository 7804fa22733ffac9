"""Amounts are exact, and written the way each currency is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.money import CURRENCIES, AmountInvalid, format_money, to_decimal, to_minor


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(sorted(CURRENCIES)))
def test_every_amount_survives_the_way_out_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("1.5", "TWD"), ("1000000000000001", "TWD"), ("0.5", "JPY"), ("1.234", "USD"), ("NaN", "TWD"), ("1", "EUR")],
)
def test_an_amount_its_currency_cannot_hold_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(AmountInvalid):
        to_minor(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [(1280, "TWD", "NT$1,280"), (1500, "JPY", "¥1,500"), (1250, "USD", "US$12.50"), (5, "HKD", "HK$0.05")],
)
def test_taiwan_dollars_are_written_without_cents(minor: int, currency: str, written: str) -> None:
    assert format_money(minor, currency) == written
