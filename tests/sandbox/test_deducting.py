from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from tests.sandbox.authpay_wire import TRANSACTION, AuthpayWire
from tests.sandbox.eventually import eventually


@contextmanager
def _in_flight(wire: AuthpayWire, auth_no: str, seconds: float = 4) -> Iterator[Future[dict[str, Any]]]:
    """`charge-1`, for as long as the fault lasts."""
    wire.sandbox.faults(TRANSACTION, "slow", seconds=seconds)
    with ThreadPoolExecutor() as pool:
        coming = pool.submit(wire.charge, auth_no)
        eventually(lambda: wire.sandbox.authorizations()[-1]["deductions"])
        yield coming


def test_a_deduction_answers_with_its_row_and_inquiry_has_it_in_numbers(authpay: AuthpayWire) -> None:
    row = authpay.charge(authpay.bound(user="creditcard"))["result_object"]
    trade_no = row["tradeNo"]
    assert len(trade_no) <= 25
    assert row["trans_time"].startswith("2027-03-01 10:00:")
    amounts = {"final_price": "390", "redeem_amount": "0", "debit_amount": "390"}
    assert row == {
        "platform_order_id": "charge-1",
        "status": 0,
        "tradeNo": trade_no,
        "trans_time": row["trans_time"],
        "currency": "TWD",
        **amounts,
        "redeem_detail": {"jko_coin_amount": 0, "official_coupon_amount": 0, "store_coupon_amount": 0},
        "invoice_vehicle": "/SAND.03",
        "channel_type": "creditcard",
        "maskNo": "400022******1234",
        "refund_history": [],
    }
    numbers = {name: int(text) for name, text in amounts.items()}
    assert authpay.charges("charge-1") == [row | numbers]
    assert authpay.sandbox.stores()[0]["balance"] == 0 + 390


@pytest.mark.parametrize(
    ("user", "redeemed"), [("coins", 50), ("official_coupon", 100), ("store_coupon", 80), ("balance", 0)]
)
def test_coins_and_coupons_pay_their_part(user: str, redeemed: int, authpay: AuthpayWire) -> None:
    row = authpay.charge(authpay.bound(user=user))["result_object"]
    assert (row["redeem_amount"], row["debit_amount"]) == (str(redeemed), str(390 - redeemed))


def test_unredeem_keeps_coins_out(authpay: AuthpayWire) -> None:
    row = authpay.charge(authpay.bound(user="coins"), unredeem=390)["result_object"]
    assert row["redeem_amount"] == "0"


@pytest.mark.parametrize(
    ("user", "result", "status"), [("short", "121", 101), ("over_limit", "104", 101), ("failing", "115", 100)]
)
def test_a_wallet_that_gives_nothing_leaves_the_order_unpaid_or_failed(
    user: str, result: str, status: int, authpay: AuthpayWire
) -> None:
    auth_no = authpay.bound(user=user)
    assert authpay.charge(auth_no)["result"] == result
    assert authpay.charge_status() == status
    assert "authpay" in authpay.sandbox.change_user(auth_no, "bank")
    assert authpay.charge(auth_no)["result"] == ("115" if status == 100 else "000")
    assert authpay.charge(auth_no, "charge-2")["result"] == "000"


def test_an_unpaid_order_may_be_sent_again_with_other_values(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound(user="short")
    authpay.charge(auth_no)
    authpay.sandbox.change_user(auth_no, "balance")
    assert authpay.charge(auth_no, amount=200, trade_name="第2次")["result"] == "000"
    (deduction,) = authpay.sandbox.authorizations()[0]["deductions"]
    assert (deduction["amount"], deduction["trade_name"]) == (200, "第2次")


def test_a_refusal_before_the_wallet_is_asked_leaves_no_order(authpay: AuthpayWire) -> None:
    assert authpay.charge(authpay.bound(quota=100))["result"] == "303"
    assert authpay.charge_status() == 102


def test_the_user_can_change_the_quota_and_only_of_what_is_granted(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("regular")
    authpay.sandbox.change_user(auth_no, "balance", 389)
    assert authpay.charge(auth_no)["result"] == "303"
    authpay.sandbox.cancel(auth_no)
    assert authpay.sandbox.change_user(auth_no, "short") == {"reason": "not_granted"}


def test_a_limited_amount_is_a_proposal_and_a_regular_one_is_not(authpay: AuthpayWire) -> None:
    limited, regular = authpay.bound("limited", "bind-1"), authpay.bound("regular", "bind-2")
    results = [authpay.charge(limited, f"limited-{amount}", amount)["result"] for amount in (1, 390, 3900)]
    assert results == ["000"] * 3
    assert [authpay.charge(regular, "a", amount)["result"] for amount in (389, 391, 390)] == ["304", "304", "000"]


@pytest.mark.parametrize("other", ["charge-1", "charge-2"])
def test_while_one_is_in_flight_no_other_is_taken_not_even_itself(other: str, authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    with _in_flight(authpay, auth_no) as coming:
        assert authpay.charge(auth_no, other)["result"] == "307"
        assert authpay.charge_status() == 101
        assert coming.result()["result"] == "000"
    assert authpay.charge_status() == 0
    assert authpay.charge(auth_no, "charge-3")["result"] == "000"


def test_other_authorizations_are_charged_meanwhile_but_not_for_the_same_order(authpay: AuthpayWire) -> None:
    slow, other = authpay.bound(name="bind-1"), authpay.bound(name="bind-2")
    with _in_flight(authpay, slow):
        assert authpay.charge(other, "charge-2")["result"] == "000"
        assert authpay.charge(other, "charge-1")["result"] == "307"


def test_the_wallet_is_asked_at_the_end_of_the_flight(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    with _in_flight(authpay, auth_no) as coming:
        authpay.sandbox.change_user(auth_no, "short")
        assert coming.result()["result"] == "121"


def test_a_cancellation_is_too_late_for_what_is_in_flight(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    with _in_flight(authpay, auth_no) as coming:
        assert authpay.cancel(auth_no)["result"] == "000"
        assert coming.result()["result"] == "000"
    assert authpay.charge(auth_no)["result"] == "101"
    assert authpay.charge(auth_no, "charge-2")["result"] == "302"


def test_a_reset_during_a_flight_ends_it(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    with _in_flight(authpay, auth_no) as coming:
        authpay.sandbox.control("POST", "/reset", {})
        assert coming.result()["result"] == "301"


def test_a_restart_releases_what_was_in_flight(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    with _in_flight(authpay, auth_no, seconds=60) as coming:
        authpay.sandbox.restart()
        coming.exception()
    assert authpay.charge_status() == 101
    assert authpay.charge(auth_no)["result"] == "000"
    assert authpay.sandbox.stores()[0]["balance"] == 390


def test_onlinepay_and_authorized_payment_do_not_know_each_others_orders(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    authpay.charge(auth_no, "charge-1")
    authpay.paid_order("order-1")
    assert (authpay.charge_status("order-1"), authpay.status("charge-1")) == (102, 102)
    assert authpay.refund_charge("order-1", 1, "r")["result"] == "100"
    assert authpay.refund("charge-1", 1, "r")["result"] == "100"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"platform_order_id": ...}, "order.platform_order_id"),
        ({"platform_order_id": "x" * 61}, "order.platform_order_id"),
        ({"trade_name": ...}, "order.trade_name"),
        ({"trade_name": "x" * 31}, "order.trade_name"),
        ({"currency": ...}, "order.currency"),
        ({"currency": "JPY"}, "order.currency"),
        ({"total_price": ...}, "order.total_price"),
        ({"final_price": 0}, "order.final_price"),
        ({"final_price": "390.5"}, "order.final_price"),
        ({"unredeem": 391}, "order.unredeem"),
        ({"remark": "x" * 501}, "order.remark"),
        ({"products": [{"unit_count": 0}]}, "order.products[0].unit_count"),
        ({"products": [{"category_path": "a"}]}, "order.products[0].category_path"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(fields: dict[str, Any], named: str, authpay: AuthpayWire) -> None:
    answer = authpay.charge(authpay.bound(), **fields)
    assert (answer["result"], list(answer["result_object"])) == ("200", [named])


def test_a_call_without_an_order_is_told_so(authpay: AuthpayWire) -> None:
    answer = authpay.call(TRANSACTION, {"auth_no": authpay.bound()})
    assert answer["result_object"] == {"order": "is required"}


def test_products_and_remark_as_in_the_sample_are_taken(authpay: AuthpayWire) -> None:
    product: dict[str, Any] = {"name": "商品1", "img": None, "unit_count": 1, "unit_price": 390, "category_path": []}
    assert authpay.charge(authpay.bound(), remark="備註", products=[product, {}])["result"] == "000"
