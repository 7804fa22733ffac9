from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import (
    BillingCycle,
    BillingPeriod,
    ChargeRequest,
    LimitedRequest,
    Product,
    RegularRequest,
    RequestInvalid,
)

BINDING: dict[str, Any] = {
    "authpay_name": "一鍵付款",
    "store_id": "35f12dff-1581-11e9-a054-00505684fd45",
    "platform_authpay_id": "bind-1",
    "billing_amount": Decimal(300),
    "result_url": "https://shop.example/jkopay/bound/token-77",
}
CHARGE: dict[str, Any] = {
    "auth_no": "605495635344494592",
    "platform_order_id": "charge-1",
    "trade_name": "第1次扣款",
    "total_price": Decimal(60),
    "final_price": Decimal(50),
}


def make_limited(**changes: Any) -> LimitedRequest:
    return LimitedRequest(**BINDING | changes)


def make_regular(**changes: Any) -> RegularRequest:
    return RegularRequest(**BINDING | {"billing_cycle": BillingCycle(BillingPeriod.MONTH)} | changes)


def make_charge(**changes: Any) -> ChargeRequest:
    return ChargeRequest(**CHARGE | changes)


def test_a_limited_binding_is_written_as_documented() -> None:
    request = make_limited(
        cancelable=False,
        custom_items=[("方案", "每月茶"), ("Phone", "0900")],
        result_display_url="https://shop.example/bound/1",
    )
    assert request.to_bytes().decode() == (
        '{"authpay_name":"一鍵付款","store_id":"35f12dff-1581-11e9-a054-00505684fd45","platform_authpay_id":"bind-1",'
        '"cancelable":false,"billing_amount":300,"billing_currency":"TWD",'
        '"custom_items":[{"name":"方案","value":"每月茶"},{"name":"Phone","value":"0900"}],'
        '"result_url":"https://shop.example/jkopay/bound/token-77",'
        '"result_display_url":"https://shop.example/bound/1"}'
    )


def test_a_regular_binding_is_the_same_with_its_cycle() -> None:
    limited = make_limited().to_bytes().decode()
    regular = make_regular(billing_cycle=BillingCycle(BillingPeriod.YEAR, 12)).to_bytes().decode()
    assert regular == limited[:-1] + ',"billing_cycle":{"period":"year","times":12}}'
    assert '"cancelable":true' in limited


def test_what_is_optional_and_not_given_is_not_sent() -> None:
    assert not {b"custom_items", b"result_display_url", b"billing_cycle"} & set(make_limited().to_bytes().split(b'"'))
    assert not {b"remark", b"products"} & set(make_charge().to_bytes().split(b'"'))


def test_a_charge_is_written_as_documented() -> None:
    request = make_charge(unredeem=Decimal(10), remark="備註", products=[Product("商品1", 1, Decimal(60), Decimal(50))])
    assert request.to_bytes().decode() == (
        '{"auth_no":"605495635344494592","order":{"platform_order_id":"charge-1","trade_name":"第1次扣款",'
        '"currency":"TWD","total_price":60,"final_price":50,"unredeem":10,"remark":"備註",'
        '"products":[{"name":"商品1","unit_count":1,"unit_price":60,"unit_final_price":50}]}}'
    )


def test_a_charge_always_says_what_coupons_may_not_pay() -> None:
    assert b'"final_price":50,"unredeem":0}' in make_charge().to_bytes()


@pytest.mark.parametrize("make", [make_limited, make_regular])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authpay_name", " "),
        ("authpay_name", "茶" * 61),
        ("authpay_name", "a\0"),
        ("store_id", "s" * 37),
        ("platform_authpay_id", ""),
        ("platform_authpay_id", "a,b"),
        ("platform_authpay_id", "a" * 61),
        ("platform_authpay_id", None),
        ("billing_amount", Decimal(0)),
        ("billing_amount", Decimal("0.5")),
        ("billing_amount", Decimal("NaN")),
        ("billing_amount", 300),
        ("billing_currency", "EUR"),
        ("cancelable", 1),
        ("cancelable", "false"),
        ("result_url", "http://shop.example/token-77"),
        ("result_url", None),
        ("result_display_url", "javascript:alert(1)"),
    ],
)
def test_a_binding_that_breaks_a_rule_is_refused_here(
    make: Callable[..., LimitedRequest], field: str, value: object
) -> None:
    with pytest.raises(RequestInvalid) as refused:
        make(**{field: value})
    assert refused.value.field == field
    assert "token-77" not in repr(refused.value)


@pytest.mark.parametrize(("item", "field"), [(("", "x"), "name"), (("x", " "), "value"), (("x", "y" * 501), "value")])
def test_a_custom_item_that_breaks_a_rule_is_refused_here(item: tuple[str, str], field: str) -> None:
    with pytest.raises(RequestInvalid) as refused:
        make_limited(custom_items=[("x", "y"), item])
    assert refused.value.field == f"custom_items.{field}"


@pytest.mark.parametrize(("period", "most"), [("week", 7), ("month", 7), ("quarter", 7), ("year", 12)])
def test_a_cycle_has_the_documented_most_times(period: str, most: int) -> None:
    assert BillingCycle(BillingPeriod(period)).times == 1
    assert BillingCycle(BillingPeriod(period), most).times == most
    with pytest.raises(RequestInvalid, match=rf"^billing_cycle.times: .* from 1 to {most}$"):
        BillingCycle(BillingPeriod(period), most + 1)


@pytest.mark.parametrize("times", [0, -1, True, 1.0, "1", None])
def test_times_are_counted_in_whole_numbers(times: Any) -> None:
    with pytest.raises(RequestInvalid) as refused:
        BillingCycle(BillingPeriod.MONTH, times)
    assert refused.value.field == "billing_cycle.times"


@pytest.mark.parametrize("period", ["month", "day", None])
def test_a_period_is_one_of_the_four(period: Any) -> None:
    with pytest.raises(RequestInvalid) as refused:
        BillingCycle(period)
    assert refused.value.field == "billing_cycle.period"


def test_a_regular_binding_without_a_cycle_is_refused_here() -> None:
    with pytest.raises(RequestInvalid) as refused:
        make_regular(billing_cycle={"period": "month"})
    assert refused.value.field == "billing_cycle"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("auth_no", ""),
        ("auth_no", "1" * 31),
        ("auth_no", "1&auth_no=2"),
        ("auth_no", 605495635344494592),
        ("platform_order_id", "a b"),
        ("trade_name", ""),
        ("trade_name", "茶" * 31),
        ("currency", "JPY"),
        ("currency", "twd"),
        ("total_price", Decimal(0)),
        ("final_price", Decimal("49.5")),
        ("final_price", Decimal(-50)),
        ("final_price", 50),
        ("unredeem", Decimal(51)),
        ("unredeem", Decimal(-1)),
        ("remark", ""),
        ("remark", "備" * 501),
    ],
)
def test_a_charge_that_breaks_a_rule_is_refused_here(field: str, value: object) -> None:
    with pytest.raises(RequestInvalid) as refused:
        make_charge(**{field: value})
    assert refused.value.field == field


def test_the_longest_texts_are_taken() -> None:
    charge = make_charge(trade_name="茶" * 30, remark="備" * 500, auth_no="1" * 30, unredeem=Decimal(50))
    assert len(charge.to_bytes().decode()) > 560
    assert make_limited(authpay_name="茶" * 60).authpay_name == "茶" * 60


def test_a_product_of_a_charge_that_breaks_a_rule_is_refused_here() -> None:
    with pytest.raises(RequestInvalid) as refused:
        make_charge(products=[Product("茶", 0, Decimal(1), Decimal(1))])
    assert refused.value.field == "products.unit_count"


def test_the_callback_addresses_are_not_shown() -> None:
    request = make_regular(result_display_url="https://shop.example/token-88")
    assert "bind-1" in repr(request)
    assert "token-" not in repr(request)


def test_the_same_request_is_the_same_bytes() -> None:
    assert make_charge().to_bytes() == make_charge().to_bytes()
    assert make_regular().to_bytes() == make_regular().to_bytes()
