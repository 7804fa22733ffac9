import json
import statistics
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import requests

from tests.sandbox.wire import Wire, result_of

TAIPEI = timezone(timedelta(hours=8))
MISMATCH = ("200", "Order has been used as entry but they do not match with each others")
DIGITS = ("200", "Invalid number of digits for the order currency amount")
BELOW = ("200", "Order price below limit for this currency")


def _in(seconds: float) -> str:
    return (datetime.now(TAIPEI) + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")


def _seconds_left(wire: Wire, answer: dict[str, Any]) -> float:
    now = datetime.fromisoformat(wire.sandbox.control("GET", "/clock")["now"])
    left: float = answer["result_object"]["qr_timeout"] / 1000 - now.timestamp()
    return left


def test_links_are_of_the_public_address_long_and_not_guessable(wire: Wire) -> None:
    first, second = (wire.entry(order)["result_object"] for order in ("a", "b"))
    assert first["payment_url"].startswith(wire.sandbox.url + "/")
    assert first["qr_img"].startswith(wire.sandbox.url + "/")
    assert len(first["payment_url"]) > 255
    assert len(set(first["payment_url"].split("j=")[1]) & set("abcdefghijklmnopqrstuvwxyz")) > 10
    assert first["payment_url"] != second["payment_url"]
    assert "order-1" not in first["payment_url"]


def test_a_repeated_entry_gives_the_same_link_and_twenty_more_minutes(wire: Wire) -> None:
    first = wire.entry()
    assert 1190 < _seconds_left(wire, first) <= 1200
    wire.sandbox.clock_advance(600)
    again = wire.entry()
    assert again["result_object"]["payment_url"] == first["result_object"]["payment_url"]
    assert 1190 < _seconds_left(wire, again) <= 1200


def test_a_dead_link_is_brought_back_by_entering_again(wire: Wire) -> None:
    wire.entry()
    wire.sandbox.clock_advance(1201)
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "link_expired"
    assert wire.status() == 101
    wire.entry()
    assert wire.sandbox.pay("order-1")["transaction"]["status"] == 0


def test_the_code_never_outlives_the_valid_time(wire: Wire) -> None:
    first = wire.entry(valid_time=_in(300))
    assert 290 < _seconds_left(wire, first) <= 300
    wire.sandbox.clock_advance(200)
    assert 90 < _seconds_left(wire, wire.entry(valid_time=_in(900))) <= 101


def test_entering_after_the_valid_time_is_a_bad_request_and_paying_impossible(wire: Wire) -> None:
    fields = {"valid_time": _in(60)}
    wire.entry(**fields)
    wire.sandbox.clock_advance(61)
    answer = wire.entry(**fields)
    assert result_of(answer) == ("200", "Bad request")
    assert answer["result_object"] == {"valid_time": "has passed"}
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "past_valid_time"
    assert wire.entry("order-2", valid_time=_in(-60))["result_object"] == {"valid_time": "has passed"}


@pytest.mark.parametrize(
    "change",
    [
        {"total_price": 1001},
        {"final_price": 999},
        {"currency": "JPY"},
        {"store_id": "sandbox-identities", "identities": ["A1"]},
    ],
)
def test_a_repeated_entry_must_agree_in_four_fields(change: dict[str, Any], wire: Wire) -> None:
    wire.entry()
    assert result_of(wire.entry(**change)) == MISMATCH
    assert wire.entry()["result"] == "000"


def test_a_repeated_entry_keeps_all_first_values(wire: Wire) -> None:
    wire.entry(unredeem=1000)
    answer = wire.entry(unredeem=0, result_url="https://elsewhere.example/result", products=[])
    assert answer["result"] == "000"
    # Coins may pay for nothing of it, as the first entry said.
    assert wire.sandbox.pay("order-1", "coins")["transaction"]["redeem_amount"] == "0"
    assert wire.sandbox.deliveries("order-1")[0]["url"] == f"{wire.merchant_url}/result"


def test_a_paid_order_is_paid_whatever_is_asked_of_it(wire: Wire) -> None:
    wire.paid_order()
    assert result_of(wire.entry(final_price=5)) == ("101", "Order is paid")


@pytest.mark.parametrize(
    ("currency", "lowest", "below", "too_fine"),
    [
        ("JPY", "5", "4", "5.1"),
        ("USD", "0.02", "0.01", "0.025"),
        ("CNY", "0.11", "0.10", "0.111"),
        ("HKD", "0.13", "0.12", "0.131"),
        ("TWD", "1", None, "1.5"),
    ],
)
def test_each_currency_has_its_digits_and_its_minimum(
    currency: str, lowest: str, below: str | None, too_fine: str, wire: Wire
) -> None:
    def enter(order_id: str, price: str) -> tuple[str, str | None]:
        fields = wire.entry_fields(order_id, currency=currency)
        text = json.dumps(fields).replace("1000", price)
        return result_of(wire.post("/platform/entry", text.encode()).json())

    assert enter("lowest", lowest) == ("000", None)
    assert enter("fine", too_fine) == DIGITS
    if below:
        assert enter("below", below) == BELOW


@pytest.mark.parametrize("price", [1000, "1000", 1000.0, "1000.00"])
def test_an_amount_may_be_a_number_or_a_plain_decimal(price: object, wire: Wire) -> None:
    assert wire.entry(final_price=price)["result"] == "000"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"platform_order_id": ...}, "platform_order_id"),
        ({"platform_order_id": "x" * 61}, "platform_order_id"),
        ({"platform_order_id": 7}, "platform_order_id"),
        ({"store_id": None}, "store_id"),
        ({"currency": "TWDD"}, "currency"),
        ({"final_price": 0}, "final_price"),
        ({"final_price": -5}, "final_price"),
        ({"final_price": "１０"}, "final_price"),
        ({"final_price": "1e3"}, "final_price"),
        ({"final_price": "1_000"}, "final_price"),
        ({"final_price": True}, "final_price"),
        ({"final_price": 10**12}, "final_price"),
        ({"total_price": ...}, "total_price"),
        ({"unredeem": 1001}, "unredeem"),
        ({"valid_time": "2030/01/01 00:00:00"}, "valid_time"),
        ({"valid_time": "2030-13-01 00:00:00"}, "valid_time"),
        ({"result_url": "ftp://shop.example/"}, "result_url"),
        ({"result_url": "https://shop.example/" + "x" * 500}, "result_url"),
        ({"result_url": "http://shop.example/result"}, "result_url"),
        ({"result_url": "http://169.254.169.254/latest"}, "result_url"),
        ({"result_url": "https://169.254.169.254/latest"}, "result_url"),
        ({"result_url": "https://user@shop.example/"}, "result_url"),
        ({"confirm_url": "http://0.0.0.0/confirm"}, "confirm_url"),
        ({"result_display_url": "javascript:alert(1)"}, "result_display_url"),
        ({"result_display_url": 'https://shop.example/"><script>'}, "result_display_url"),
        ({"payment_type": "often"}, "payment_type"),
        ({"escrow": "yes"}, "escrow"),
        ({"identities": "A123456789"}, "identities"),
        ({"products": {}}, "products"),
        ({"products": [{"unit_count": 1, "unit_price": 1, "unit_final_price": 1}]}, "products[0].name"),
        (
            {"products": [{"name": "tea", "unit_count": 0, "unit_price": 1, "unit_final_price": 1}]},
            "products[0].unit_count",
        ),
    ],
    ids=str,
)
def test_a_bad_field_is_named(change: dict[str, Any], field: str, wire: Wire) -> None:
    answer = wire.entry(**change) if "platform_order_id" not in change else _entry_with_id(wire, change)
    assert result_of(answer) == ("200", "Bad request")
    assert list(answer["result_object"]) == [field]
    assert isinstance(answer["result_object"][field], str)


def _entry_with_id(wire: Wire, change: dict[str, Any]) -> dict[str, Any]:
    fields = wire.entry_fields() | change
    kept = {name: value for name, value in fields.items() if value is not ...}
    answer: dict[str, Any] = wire.post("/platform/entry", json.dumps(kept).encode()).json()
    return answer


def test_all_bad_fields_are_named_at_once(wire: Wire) -> None:
    answer = wire.entry(currency=..., final_price="much", result_url=...)
    assert set(answer["result_object"]) == {"currency", "final_price", "result_url"}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"{'a': 1}",
        b'{"final_price": NaN}',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"final_price": ' + b"1" * 5000 + b"}",
    ],
    ids=lambda payload: payload[:20].decode("latin-1"),
)
def test_what_is_not_a_json_object_is_a_bad_request(payload: bytes, wire: Wire) -> None:
    assert result_of(wire.post("/platform/entry", payload).json()) == ("200", "Bad request")


def test_a_body_over_a_megabyte_is_a_bad_request(wire: Wire) -> None:
    payload = b'{"a":"' + b"x" * 1_100_000 + b'"}'
    try:
        answer = wire.post("/platform/entry", payload).json()
    except requests.ConnectionError:
        # The answer was there before all of the body was sent.
        return
    assert result_of(answer) == ("200", "Bad request")


def test_escrow_regular_and_identities_are_taken(wire: Wire) -> None:
    fields = {"escrow": True, "payment_type": "regular", "identities": ["A123456789"]}
    assert wire.entry("order-1", store_id="sandbox-identities", **fields)["result"] == "000"


def test_an_answer_takes_a_few_milliseconds(wire: Wire) -> None:
    wire.entry()
    seconds = []
    for _ in range(50):
        started = time.perf_counter()
        wire.status()
        seconds.append(time.perf_counter() - started)
    # Generous, because tests run side by side: alone it is about two.
    assert statistics.median(seconds) < 0.05
