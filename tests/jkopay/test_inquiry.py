from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import Inquiry, RedeemDetail, Silence, WalletSilent
from tests.jkopay.answers import PAID, succeed
from tests.jkopay.conftest import Serve
from tests.jkopay.servers import answer_with


def inquire(serve: Serve, rows: list[Any], ids: list[str] | None = None) -> Inquiry:
    _, client = serve(answer_with(succeed({"transactions": rows})))
    return client.inquiry(ids or ["a", "b", "c"])


def test_a_paid_row_is_read_whole(serve: Serve) -> None:
    row = inquire(serve, [PAID]).transactions["a"]
    assert (row.platform_order_id, row.status, row.trade_no) == ("a", 0, "J2025010100000000001")
    assert row.trans_time == datetime(2025, 1, 15, 6, 30, tzinfo=UTC)
    assert (row.currency, row.final_price, row.redeem_amount) == ("TWD", Decimal(1000), Decimal(300))
    assert row.debit_amount == Decimal(700)
    assert row.redeem_detail == RedeemDetail(Decimal(200), Decimal(0), Decimal(100))
    assert (row.channel_type, row.mask_no) == ("creditcard", "222222******3333")
    assert row.invoice_vehicle == "/ABCDABC"
    assert "/ABCDABC" not in repr(row)
    refund = row.refund_history[0]
    assert (refund.refund_order_id, refund.refund_trade_no) == ("a-1", "K0026910118070413C4001")
    assert refund.time == datetime(2025, 1, 15, 16, 20, 20, tzinfo=UTC)
    assert (refund.amount, refund.debit_amount, refund.redeem_amount) == (Decimal(100), Decimal(70), Decimal(30))
    assert refund.redeem_detail == RedeemDetail(Decimal(20), Decimal(0), Decimal(10))
    assert row.raw == PAID


@pytest.mark.parametrize("empty", [None, ""])
def test_a_paid_row_may_leave_everything_else_out(serve: Serve, empty: object) -> None:
    emptied = PAID | {name: empty for name in PAID if name not in ("platform_order_id", "status")}
    bare = {"platform_order_id": "b", "status": 0}
    found = inquire(serve, [emptied, bare])
    assert found.malformed == {}
    for row in found.transactions.values():
        assert row.status == 0
        assert (row.final_price, row.currency, row.trans_time, row.redeem_detail) == (None, None, None, None)
        assert row.refund_history == ()


def test_a_foreign_order_keeps_its_two_currencies_apart(serve: Serve) -> None:
    row = inquire(serve, [PAID | {"currency": "JPY", "final_price": "1230", "debit_amount": 249}]).transactions["a"]
    assert (row.currency, row.final_price, row.debit_amount) == ("JPY", Decimal(1230), Decimal(249))


def test_rows_are_matched_by_id_and_never_by_position(serve: Serve) -> None:
    rows = [{"platform_order_id": "c", "status": 100}, PAID | {"platform_order_id": "stranger"}, PAID, 5, {}]
    found = inquire(serve, rows)
    assert {key: row.status for key, row in found.transactions.items()} == {"c": 100, "a": 0}
    assert found.malformed == {}


@pytest.mark.parametrize(
    "change",
    [{"status": False}, {"status": "0"}, {"status": None}, {"status": 0.0}, {"status": 10**30},
     {"final_price": "1e3"}, {"final_price": True}, {"final_price": -1}, {"final_price": "１０"}, {"final_price": []},
     {"trans_time": "2025-01-15T14:30:00"}, {"trans_time": 1736922600}, {"currency": 1}, {"tradeNo": {}},
     {"redeem_detail": []}, {"redeem_detail": {"jko_coin_amount": "x"}}, {"refund_history": {}},
     {"refund_history": [1]}, {"refund_history": [{"amount": False}]},
     {"refund_history": [{"platform_order_id": "b", "amount": 1}]}, {"tradeNo": "\ud800"}, {"new": ["\0"]}],
)  # fmt: skip
def test_a_row_that_cannot_be_trusted_does_not_spoil_the_others(serve: Serve, change: dict[str, Any]) -> None:
    found = inquire(serve, [PAID | change, PAID | {"platform_order_id": "b", "refund_history": []}])
    assert set(found.transactions) == {"b"}
    assert set(found.malformed) == {"a"}
    assert found.malformed["a"]


def test_a_row_without_a_status_is_not_paid(serve: Serve) -> None:
    row = {name: value for name, value in PAID.items() if name != "status"}
    assert set(inquire(serve, [row]).malformed) == {"a"}


def test_the_same_row_twice_is_one_row(serve: Serve) -> None:
    found = inquire(serve, [PAID, PAID])
    assert (set(found.transactions), found.malformed) == ({"a"}, {})


@pytest.mark.parametrize("change", [{"status": 101}, {"final_price": "999"}, {"status": False}])
@pytest.mark.parametrize("turned", [False, True])
def test_rows_that_contradict_each_other_are_both_distrusted(
    serve: Serve, change: dict[str, Any], turned: bool
) -> None:
    rows = [PAID, PAID | change]
    found = inquire(serve, rows[::-1] if turned else rows)
    assert found.transactions == {}
    assert set(found.malformed) == {"a"}


@pytest.mark.parametrize("result_object", [None, {}, {"transactions": None}, {"transactions": {}}])
def test_an_inquiry_without_rows_is_a_silence(serve: Serve, result_object: object) -> None:
    _, client = serve(answer_with(succeed(result_object)))
    with pytest.raises(WalletSilent) as silent:
        client.inquiry(["a"])
    assert silent.value.reason is Silence.MALFORMED
