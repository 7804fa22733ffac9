import json
import time

import pytest
import requests

from tests.sandbox.eventually import eventually
from tests.sandbox.wire import ENTRY, INQUIRY, REFUND, Wire

QUERY = "platform_order_ids=order-1"


@pytest.mark.parametrize(("fault", "done"), [("timeout_before", False), ("timeout_after", True)])
def test_a_timeout_strikes_before_or_after_the_work(fault: str, done: bool, wire: Wire) -> None:
    wire.paid_order()
    wire.sandbox.faults(REFUND, fault, seconds=5)
    payload = json.dumps({"platform_order_id": "order-1", "refund_amount": 400, "refund_order_id": "r"}).encode()
    with pytest.raises(requests.ReadTimeout):
        wire.post("/platform/refund", payload, timeout=0.5)
    if done:
        eventually(lambda: wire.inquiry("order-1")[0]["refund_history"])
    else:
        assert wire.inquiry("order-1")[0]["refund_history"] == []


def test_a_timeout_ends_without_an_answer(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "timeout_before", seconds=0.2)
    with pytest.raises(requests.ConnectionError):
        wire.get("/platform/inquiry", QUERY)


def test_a_reset_closes_the_connection_hard_after_the_work(wire: Wire) -> None:
    wire.sandbox.faults(ENTRY, "reset")
    with pytest.raises(requests.ConnectionError, match=r"reset by peer|ConnectionReset"):
        wire.entry()
    assert wire.status() == 101


@pytest.mark.parametrize(("fault", "status"), [("http_500", 500), ("http_302", 302)])
def test_an_http_fault_answers_instead_of_the_work(fault: str, status: int, wire: Wire) -> None:
    wire.sandbox.faults(ENTRY, fault)
    response = wire.post("/platform/entry", json.dumps(wire.entry_fields()).encode())
    assert response.status_code == status
    assert wire.status() == 102


def test_bad_json_is_half_of_the_true_answer(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "bad_json")
    response = wire.get("/platform/inquiry", QUERY)
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()
    assert wire.get("/platform/inquiry", QUERY).text.startswith(response.text)


def test_a_wrong_type_is_json_without_a_result_of_text(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "wrong_type")
    assert wire.get("/platform/inquiry", QUERY).json()["result"] == 0


def test_a_slow_answer_drips_and_is_whole_in_the_end(wire: Wire) -> None:
    whole = wire.get("/platform/inquiry", QUERY).text
    wire.sandbox.faults(INQUIRY, "slow", seconds=3)
    started = time.monotonic()
    # No single read waits long, so only a deadline for the whole call notices.
    assert wire.get("/platform/inquiry", QUERY, timeout=2).text == whole
    assert time.monotonic() - started > 2.7


def test_a_huge_answer_has_no_length_and_megabytes(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "huge")
    response = wire.get("/platform/inquiry", QUERY)
    assert "Content-Length" not in response.headers
    assert len(response.content) > 20_000_000


def test_a_fault_strikes_its_api_only_and_as_often_as_asked(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "http_500", times=2)
    assert wire.entry()["result"] == "000"
    answers = [wire.get("/platform/inquiry", QUERY).status_code for _ in range(3)]
    assert answers == [500, 500, 200]


def test_an_unbounded_fault_strikes_until_cleared(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "http_500", times=None)
    assert [wire.get("/platform/inquiry", QUERY).status_code for _ in range(5)] == [500] * 5
    assert wire.sandbox.control("GET", "/faults")[0]["times"] is None
    wire.sandbox.clear_faults()
    assert wire.status() == 102


def test_an_unsigned_call_uses_no_fault_up(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "http_500")
    assert requests.get(f"{wire.sandbox.url}/platform/inquiry?{QUERY}", timeout=20).json()["result"] == "201"
    assert wire.get("/platform/inquiry", QUERY).status_code == 500


def test_other_calls_are_answered_while_a_fault_waits(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "timeout_before", seconds=5)
    with pytest.raises(requests.ReadTimeout):
        wire.get("/platform/inquiry", QUERY, timeout=0.2)
    started = time.monotonic()
    assert wire.entry()["result"] == "000"
    assert time.monotonic() - started < 3
