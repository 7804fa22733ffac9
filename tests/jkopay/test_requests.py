import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import EntryRequest, Product, RefundRequest, RequestInvalid
from tests.jkopay.conftest import make_entry


def test_an_entry_is_written_as_documented() -> None:
    request = make_entry(
        valid_time=datetime(2026, 1, 1, 4, 0, tzinfo=UTC),
        products=[Product("台灣高山茶", 2, Decimal(60), Decimal(50), "https://shop.example/tea.jpg")],
    )
    assert request.to_bytes().decode() == (
        '{"platform_order_id":"order-1","store_id":"35f12dff-1581-11e9-a054-00505684fd45","currency":"TWD",'
        '"total_price":120,"final_price":100,"unredeem":0,"valid_time":"2026-01-01 12:00:00",'
        '"confirm_url":"https://shop.example/jkopay/confirm/token-77",'
        '"result_url":"https://shop.example/jkopay/result/token-77",'
        '"result_display_url":"https://shop.example/orders/1",'
        '"products":[{"name":"台灣高山茶","img":"https://shop.example/tea.jpg","unit_count":2,'
        '"unit_price":60,"unit_final_price":50}]}'
    )


def test_what_is_optional_and_not_given_is_not_sent() -> None:
    sent = json.loads(make_entry(confirm_url=None).to_bytes())
    assert not {"confirm_url", "valid_time", "products", "payment_type", "escrow"} & set(sent)


def test_an_amount_has_the_decimals_of_its_currency() -> None:
    request = make_entry(currency="USD", total_price=Decimal("10.5"), final_price=Decimal("0.02"))
    assert b'"total_price":10.50,"final_price":0.02,"unredeem":0.00,' in request.to_bytes()


def test_a_refund_is_written_as_documented() -> None:
    request = RefundRequest("order-1", Decimal(40), "refund-1", currency="TWD")
    assert request.to_bytes() == b'{"platform_order_id":"order-1","refund_amount":40,"refund_order_id":"refund-1"}'


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("platform_order_id", ""),
        ("platform_order_id", "a" * 61),
        ("platform_order_id", "a,b"),
        ("platform_order_id", "a&b=c"),
        ("platform_order_id", "order-1\n"),
        ("platform_order_id", "訂單"),
        ("platform_order_id", 1),
        ("store_id", ""),
        ("store_id", "s" * 37),
        ("currency", "EUR"),
        ("currency", "twd"),
        ("total_price", Decimal(0)),
        ("total_price", Decimal(-1)),
        ("total_price", Decimal("0.5")),
        ("total_price", Decimal("NaN")),
        ("total_price", Decimal("Infinity")),
        ("total_price", Decimal("1E+20")),
        ("total_price", 10),
        ("total_price", 10.0),
        ("final_price", Decimal("99.9")),
        ("unredeem", Decimal(-1)),
        ("unredeem", Decimal("-0")),
        ("unredeem", Decimal(101)),
        ("valid_time", datetime(2026, 1, 1)),  # noqa: DTZ001
        ("confirm_url", "http://shop.example/confirm"),
        ("confirm_url", "https://user:secret@shop.example/"),
        ("result_url", "http://shop.example/result"),
        ("result_url", "https://shop.example/" + "a" * 500),
        ("result_url", "https://"),
        ("result_url", "https://shop.example:99999/"),
        ("result_url", "https://[::1/"),
        ("result_url", "https://shop.example/a b"),
        ("result_url", "javascript:alert(1)"),
        ("result_url", ""),
        ("result_url", None),
        ("result_display_url", "http://127.0.0.1.evil.example/"),
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused_here(field: str, value: object) -> None:
    with pytest.raises(RequestInvalid) as refused:
        make_entry(**{field: value})
    assert refused.value.field == field
    assert str(refused.value) == f"{field}: {refused.value.reason}"


@pytest.mark.parametrize(
    ("currency", "below", "least"),
    [("TWD", "0", "1"), ("JPY", "4", "5"), ("USD", "0.01", "0.02"), ("CNY", "0.10", "0.11"), ("HKD", "0.12", "0.13")],
)
@pytest.mark.parametrize("field", ["total_price", "final_price"])
def test_a_price_has_the_minimum_of_its_currency(currency: str, below: str, least: str, field: str) -> None:
    prices = {"currency": currency, "total_price": Decimal(100), "final_price": Decimal(100)}
    make_entry(**prices | {field: Decimal(least)})
    with pytest.raises(RequestInvalid) as refused:
        make_entry(**prices | {field: Decimal(below)})
    assert refused.value.field == field


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "10.5"), ("USD", "0.125"), ("HKD", "1.001")])
def test_too_many_decimals_are_refused_here(currency: str, amount: str) -> None:
    with pytest.raises(RequestInvalid, match="decimals"):
        make_entry(currency=currency, total_price=Decimal(amount))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:5000/x", "http://localhost/x", "http://[::1]:5000/x", "https://shop.example:8443/x?y=z"]
)
def test_an_address_on_this_machine_needs_no_https(url: str) -> None:
    assert make_entry(confirm_url=url, result_url=url, result_display_url=url).result_url == url


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("products.name", {"name": ""}),
        ("products.name", {"name": "茶" * 61}),
        ("products.name", {"name": "\ud800"}),
        ("products.unit_count", {"unit_count": 0}),
        ("products.unit_count", {"unit_count": True}),
        ("products.unit_price", {"unit_price": Decimal("0.5")}),
        ("products.unit_final_price", {"unit_final_price": Decimal(-1)}),
        ("products.img", {"img": "ftp://shop.example/tea.jpg"}),
    ],
)
def test_a_product_that_breaks_a_rule_is_refused_here(field: str, change: dict[str, Any]) -> None:
    product: dict[str, Any] = {
        "name": "茶",
        "unit_count": 1,
        "unit_price": Decimal(60),
        "unit_final_price": Decimal(50),
    }
    with pytest.raises(RequestInvalid) as refused:
        make_entry(products=[Product(**product | change)])
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "request_fields"),
    [
        ("platform_order_id", ("a b", Decimal(1), "refund-1", "TWD")),
        ("refund_amount", ("order-1", Decimal(0), "refund-1", "TWD")),
        ("refund_amount", ("order-1", Decimal(-1), "refund-1", "TWD")),
        ("refund_amount", ("order-1", Decimal("0.5"), "refund-1", "JPY")),
        ("refund_order_id", ("order-1", Decimal(1), "", "TWD")),
        ("currency", ("order-1", Decimal(1), "refund-1", "EUR")),
    ],
)
def test_a_refund_that_breaks_a_rule_is_refused_here(field: str, request_fields: tuple[Any, ...]) -> None:
    order, amount, refund, currency = request_fields
    with pytest.raises(RequestInvalid) as refused:
        RefundRequest(order, amount, refund, currency=currency)
    assert refused.value.field == field


def test_the_refused_value_is_not_repeated_and_the_callback_addresses_are_not_shown() -> None:
    with pytest.raises(RequestInvalid) as refused:
        make_entry(result_url="http://shop.example/token-77")
    assert "token-77" not in repr(refused.value) + repr(make_entry())


def test_the_same_request_is_the_same_bytes() -> None:
    request: EntryRequest = make_entry()
    assert request.to_bytes() == make_entry().to_bytes()
