from typing import Any

import pytest

from tests.sandbox.wire import Wire, result_of

OVER = ("922", "Refund amount exceeds order final price")
DAY = 24 * 3600


def test_refunds_add_up_to_the_price_and_are_listed(wire: Wire) -> None:
    wire.paid_order()
    first = wire.refund("order-1", 400, "refund-1")["result_object"]
    second = wire.refund("order-1", 600, "refund-2")["result_object"]
    assert result_of(wire.refund("order-1", 1, "refund-3")) == OVER
    history = wire.inquiry("order-1")[0]["refund_history"]
    assert [(row["refund_order_id"], row["amount"]) for row in history] == [("refund-1", 400), ("refund-2", 600)]
    assert [row["refund_tradeNo"] for row in history] == [first["refund_tradeNo"], second["refund_tradeNo"]]
    assert [row["time"] for row in history] == [first["refund_time"], second["refund_time"]]
    assert set(first) == {"refund_tradeNo", "debit_amount", "redeem_amount", "redeem_detail", "refund_time"}


def test_coins_come_back_last(wire: Wire) -> None:
    wire.paid_order(user="coins")
    first = wire.refund("order-1", 940, "refund-1")["result_object"]
    second = wire.refund("order-1", 60, "refund-2")["result_object"]
    assert (first["debit_amount"], first["redeem_amount"]) == (940, 0)
    assert (second["debit_amount"], second["redeem_amount"]) == (10, 50)
    assert second["redeem_detail"]["jko_coin_amount"] == 50


def test_a_coupon_order_comes_back_whole(wire: Wire) -> None:
    wire.paid_order(user="official_coupon")
    given = wire.refund("order-1", 1000, "refund-1")["result_object"]
    assert (given["debit_amount"], given["redeem_amount"]) == (900, 100)
    assert given["redeem_detail"]["official_coupon_amount"] == 100


def test_a_yen_order_gives_all_its_twd_back_in_parts(wire: Wire) -> None:
    wire.paid_order(currency="JPY", total_price=1230, final_price=1230)
    debits = [wire.refund("order-1", 410, f"refund-{part}")["result_object"]["debit_amount"] for part in range(3)]
    assert debits == [83, 83, 83]
    assert wire.inquiry("order-1")[0]["refund_history"][2]["amount"] == 410


def test_a_dollar_refund_is_listed_with_its_cents(wire: Wire) -> None:
    wire.paid_order(currency="USD", total_price=12.5, final_price=12.5)
    assert wire.refund("order-1", "0.02", "refund-1")["result"] == "000"
    assert wire.inquiry("order-1")[0]["refund_history"][0]["amount"] == 0.02


def test_the_same_refund_again_replays_the_first_answer_and_gives_nothing(wire: Wire) -> None:
    wire.paid_order()
    first = wire.refund("order-1", 400, "refund-1")
    wire.sandbox.clock_advance(181 * DAY)
    assert wire.refund("order-1", "400", "refund-1") == first
    assert len(wire.inquiry("order-1")[0]["refund_history"]) == 1


def test_without_a_refund_order_id_each_call_is_a_refund(wire: Wire) -> None:
    wire.paid_order()
    first, second = wire.refund("order-1", 300), wire.refund("order-1", 300)
    assert first["result_object"]["refund_tradeNo"] != second["result_object"]["refund_tradeNo"]
    assert [row["refund_order_id"] for row in wire.inquiry("order-1")[0]["refund_history"]] == [None, None]


def test_a_refund_order_id_belongs_to_its_order(wire: Wire) -> None:
    wire.paid_order("a")
    wire.paid_order("b")
    assert wire.refund("a", 400, "refund-1")["result"] == "000"
    assert wire.refund("b", 400, "refund-1")["result"] == "000"


def test_the_last_second_of_180_days_still_refunds(wire: Wire) -> None:
    wire.paid_order()
    wire.sandbox.clock_advance(180 * DAY - 10)
    assert wire.refund("order-1", 400, "refund-1")["result"] == "000"


def test_books_closed_before_the_payment_do_not_matter(wire: Wire) -> None:
    wire.sandbox.change_store(books_closed_before=wire.sandbox.control("GET", "/clock")["now"])
    wire.paid_order()
    assert wire.refund("order-1", 400, "refund-1")["result"] == "000"


def test_the_balance_follows_payments_and_refunds(wire: Wire) -> None:
    wire.paid_order("a", user="coins")
    wire.refund("a", 400, "refund-1")
    assert wire.sandbox.stores()[0]["balance"] == 550
    wire.sandbox.change_store(balance=0)
    assert wire.refund("a", 1, "refund-2")["result"] == "113"
    wire.paid_order("b")
    assert wire.refund("a", 1, "refund-2")["result"] == "000"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"platform_order_id": 5}, "platform_order_id"),
        ({"refund_amount": 0}, "refund_amount"),
        ({"refund_amount": -1}, "refund_amount"),
        ({"refund_amount": None}, "refund_amount"),
        ({"refund_order_id": "x" * 61}, "refund_order_id"),
    ],
)
def test_a_bad_field_is_named(change: dict[str, Any], field: str, wire: Wire) -> None:
    wire.paid_order()
    answer = wire.refund("order-1", 400, None, **change)
    assert result_of(answer) == ("200", "Bad request")
    assert list(answer["result_object"]) == [field]
