"""Every documented answer, by its real cause and on demand: the committed table is walked row by row."""

import pytest

import tests.sandbox.authpay_causes
import tests.sandbox.onlinepay_causes  # noqa: F401 - both fill CAUSES
from tests.sandbox.authpay_wire import CANCEL, AuthpayWire
from tests.sandbox.causes import CAUSES, Documented, call_without_fields, documented_answers
from tests.sandbox.wire import result_of

ROWS = documented_answers()
DYNAMIC = "已超過每日退款上限"


def named(row: Documented) -> str:
    return " ".join(map(str, row))[:60]


def test_the_table_is_whole_and_each_row_has_a_cause() -> None:
    assert len(ROWS) == 75
    assert set(CAUSES) == set(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_documented_answer_comes_from_its_cause(row: Documented, authpay: AuthpayWire) -> None:
    answer = CAUSES[row](authpay)
    assert set(answer) == {"result", "message", "result_object"}
    assert result_of(answer) == (row.result, "Order has not been paid" if row.message == "*" else row.message)
    names_fields = row.message == "Bad request"
    made_something = row.result == "000" and row.api != CANCEL
    assert (answer["result_object"] is not None) == (names_fields or made_something)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_a_documented_answer_comes_on_demand(row: Documented, authpay: AuthpayWire) -> None:
    message = DYNAMIC if row.message == "*" else row.message
    authpay.sandbox.next_answer(row.api, row.result, message=message)
    assert result_of(call_without_fields(row.api, authpay)) == (row.result, message)
    assert result_of(call_without_fields(row.api, authpay)) == ("200", "Bad request")


@pytest.mark.parametrize("row", [row for row in ROWS if row.result not in ("000", "105", "200", "922")], ids=named)
def test_a_refusal_on_demand_has_its_documented_text_without_being_told(row: Documented, authpay: AuthpayWire) -> None:
    authpay.sandbox.next_answer(row.api, row.result)
    assert result_of(call_without_fields(row.api, authpay)) == (row.result, row.message)
