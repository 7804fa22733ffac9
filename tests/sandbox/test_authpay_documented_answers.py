"""Every documented answer of authorized payment is reached by its real cause."""

import json

import pytest

from tests.sandbox.authpay_causes import APIS, BAD_REQUEST, CAUSES, DOCUMENTED, call_without_fields
from tests.sandbox.authpay_wire import CANCEL, TRANSACTION, AuthpayWire
from tests.sandbox.wire import result_of


def test_every_documented_answer_has_a_cause_here() -> None:
    assert set(CAUSES) == DOCUMENTED


@pytest.mark.parametrize("row", sorted(DOCUMENTED, key=str), ids=lambda row: " ".join(map(str, row))[:60])
def test_a_documented_answer_comes_from_its_cause(row: tuple[str, str, str | None], authpay: AuthpayWire) -> None:
    api, result, message = row
    answer = CAUSES[row](authpay)
    assert set(answer) == {"result", "message", "result_object"}
    assert result_of(answer) == (result, message)
    names_fields = (result, message) == BAD_REQUEST
    assert (answer["result_object"] is None) == (not names_fields and (result != "000" or api == CANCEL))


@pytest.mark.parametrize("api", APIS)
def test_any_answer_can_be_had_on_demand_for_a_bounded_number_of_calls(api: str, authpay: AuthpayWire) -> None:
    authpay.sandbox.next_answer(api, "999", times=2)
    answers = [result_of(call_without_fields(api, authpay)) for _ in range(3)]
    assert answers == [("999", "Internal Error")] * 2 + [BAD_REQUEST]


@pytest.mark.parametrize("api", APIS)
def test_a_planned_refusal_has_its_documented_text(api: str, authpay: AuthpayWire) -> None:
    for each, result, message in sorted(DOCUMENTED, key=str):
        if each == api and message and result != "200":
            authpay.sandbox.next_answer(api, result)
            assert result_of(call_without_fields(api, authpay)) == (result, message)


def test_a_deduction_may_be_answered_000_without_being_paid(authpay: AuthpayWire) -> None:
    unpaid = {"platform_order_id": "charge-1", "status": 101}
    authpay.sandbox.next_answer(TRANSACTION, "000", result_object=unpaid)
    assert authpay.charge(authpay.bound())["result_object"] == unpaid
    assert authpay.charge_status() == 102


@pytest.mark.parametrize("api", APIS)
def test_a_fault_can_strike_each_api(api: str, authpay: AuthpayWire) -> None:
    authpay.sandbox.faults(api, "http_500")
    method, path = api.split()
    response = authpay.post(path, json.dumps({}).encode()) if method == "POST" else authpay.get(path, "a=b")
    assert response.status_code == 500
