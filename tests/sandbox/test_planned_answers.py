"""Answers and faults that are asked for: how long they last, and that they stand for the work."""

import json

import pytest

from tests.sandbox.authpay_wire import TRANSACTION, AuthpayWire
from tests.sandbox.causes import call_without_fields, documented_answers
from tests.sandbox.wire import REFUND, Wire, result_of

APIS = sorted({row.api for row in documented_answers()})


@pytest.mark.parametrize("api", APIS)
def test_any_answer_can_be_had_for_a_bounded_number_of_calls(api: str, wire: Wire) -> None:
    wire.sandbox.next_answer(api, "999", times=2)
    answers = [result_of(call_without_fields(api, wire)) for _ in range(3)]
    assert answers == [("999", "Internal Error")] * 2 + [("200", "Bad request")]


def test_a_planned_answer_is_given_instead_of_the_work(wire: Wire) -> None:
    wire.paid_order()
    wire.sandbox.next_answer(REFUND, "922", message="已超過每日退款上限", result_object={"limit": 3})
    answer = wire.refund("order-1", 400, "refund-1")
    assert answer == {"result": "922", "message": "已超過每日退款上限", "result_object": {"limit": 3}}
    assert wire.inquiry("order-1")[0]["refund_history"] == []


def test_a_deduction_may_be_answered_000_without_being_paid(authpay: AuthpayWire) -> None:
    unpaid = {"platform_order_id": "charge-1", "status": 101}
    authpay.sandbox.next_answer(TRANSACTION, "000", result_object=unpaid)
    assert authpay.charge(authpay.bound())["result_object"] == unpaid
    assert authpay.charge_status() == 102


@pytest.mark.parametrize("api", APIS)
def test_a_fault_can_strike_each_api(api: str, wire: Wire) -> None:
    wire.sandbox.faults(api, "http_500")
    method, path = api.split()
    response = wire.post(path, json.dumps({}).encode()) if method == "POST" else wire.get(path, "a=b")
    assert response.status_code == 500
