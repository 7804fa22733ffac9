from decimal import Decimal

import pytest

from tests.sandbox.wire import Wire, result_of


@pytest.mark.parametrize(
    ("user", "channel", "coins", "official", "store"),
    [
        ("balance", "account", 0, 0, 0),
        ("bank", "bank", 0, 0, 0),
        ("creditcard", "creditcard", 0, 0, 0),
        ("coins", "account", 50, 0, 0),
        ("official_coupon", "account", 0, 100, 0),
        ("store_coupon", "bank", 0, 0, 80),
        ("closed", "account", 0, 0, 0),
        ("coupon_stuck", "account", 0, 100, 0),
    ],
)
def test_a_paid_row_tells_how_the_user_paid(
    user: str, channel: str, coins: int, official: int, store: int, wire: Wire
) -> None:
    told = wire.paid_order(user=user)
    row = wire.inquiry("order-1")[0]
    assert row == told
    assert row["status"] == 0
    assert row["channel_type"] == channel
    assert row["redeem_detail"] == {
        "jko_coin_amount": coins,
        "official_coupon_amount": official,
        "store_coupon_amount": store,
    }
    assert all(isinstance(row[name], str) for name in ("final_price", "redeem_amount", "debit_amount"))
    assert Decimal(row["final_price"]) == Decimal(row["redeem_amount"]) + Decimal(row["debit_amount"])
    assert len(row["tradeNo"]) <= 25
    assert ("maskNo" in row) == (user == "creditcard")
    assert row["refund_history"] == []


def test_only_a_card_shows_a_masked_number_of_first_six_and_last_four(wire: Wire) -> None:
    assert wire.paid_order(user="creditcard")["maskNo"] == "400022******1234"


def test_unredeem_is_not_paid_with_coins(wire: Wire) -> None:
    assert wire.paid_order("a", "coins", unredeem=1000)["redeem_amount"] == "0"
    assert wire.paid_order("b", "coins", unredeem=960)["redeem_amount"] == "20"


def test_a_yen_order_is_debited_in_twd(wire: Wire) -> None:
    row = wire.paid_order(currency="JPY", total_price=1230, final_price=1230, user="coins")
    assert (row["final_price"], row["debit_amount"], row["redeem_amount"]) == ("1230", "249", "0")


def test_a_dollar_order_keeps_its_cents(wire: Wire) -> None:
    row = wire.paid_order(currency="USD", total_price=12.5, final_price="12.50")
    assert (row["final_price"], row["debit_amount"]) == ("12.50", "394")


def test_every_status_is_answered_by_id_in_the_order_asked(wire: Wire) -> None:
    wire.paid_order("paid")
    wire.entry("open")
    wire.entry("failed")
    wire.sandbox.pay("failed", "failing")
    rows = wire.inquiry("nobody", "failed", "paid", "open")
    assert [(row["platform_order_id"], row["status"]) for row in rows] == [
        ("nobody", 102),
        ("failed", 100),
        ("paid", 0),
        ("open", 101),
    ]
    assert all(set(row) == {"platform_order_id", "status"} for row in rows if row["status"] != 0)


def test_twenty_ids_are_answered_at_once(wire: Wire) -> None:
    ids = [f"id-{number}" for number in range(20)]
    assert [row["platform_order_id"] for row in wire.inquiry(*ids)] == ids


@pytest.mark.parametrize(
    "query",
    [
        "",
        "other=1",
        "platform_order_ids=",
        "platform_order_ids=a,,b",
        "platform_order_ids=a,a",
        "platform_order_ids=a&platform_order_ids=b",
        "platform_order_ids=" + ",".join(map(str, range(21))),
    ],
)
def test_no_repeated_or_too_many_ids_are_a_bad_request(query: str, wire: Wire) -> None:
    answer = wire.get("/platform/inquiry", query).json()
    assert result_of(answer) == ("200", "Bad request")
    assert list(answer["result_object"]) == ["platform_order_ids"]


def test_times_are_told_in_taipei(wire: Wire) -> None:
    wire.sandbox.control("PUT", "/clock", {"now": "2026-02-28T20:00:00+00:00"})
    assert wire.paid_order()["trans_time"].startswith("2026-03-01 04:00:0")
