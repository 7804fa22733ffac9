import time
from datetime import datetime
from typing import Any

import pytest

from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.wire import Wire


@pytest.fixture(autouse=True)
def _frozen(wire: Wire) -> None:
    wire.sandbox.freeze_clock()


def _only(wire: Wire) -> dict[str, Any]:
    (delivery,) = (each for each in wire.sandbox.deliveries() if each["callback"] == "result_url")
    return delivery


def _wait_for_attempts(wire: Wire, count: int) -> dict[str, Any]:
    eventually(lambda: len(_only(wire)["attempts"]) == count)
    return _only(wire)


def _is_put_off(wire: Wire, order_id: str) -> bool:
    """Before it was first taken up a delivery waits too, but until now."""
    (delivery,) = wire.sandbox.deliveries(order_id)
    now = datetime.fromisoformat(wire.sandbox.control("GET", "/clock")["now"])
    return delivery["state"] == "waiting" and datetime.fromisoformat(delivery["next_at"]) > now


def _seconds_until_next(delivery: dict[str, Any]) -> float:
    last = datetime.fromisoformat(delivery["attempts"][-1]["at"])
    return (datetime.fromisoformat(delivery["next_at"]) - last).total_seconds()


def test_a_result_is_retried_twelve_times_after_doubling_waits_then_given_up(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = (500, b"no")
    wire.paid_order()
    waits = []
    for attempt in range(1, 13):
        delivery = _wait_for_attempts(wire, attempt)
        waits.append(_seconds_until_next(delivery))
        assert delivery["state"] == "waiting"
        wire.sandbox.clock_advance(waits[-1])
    assert waits == [2**doubling for doubling in range(12)]
    delivery = _wait_for_attempts(wire, 13)
    assert (delivery["state"], delivery["next_at"]) == ("given_up", None)
    assert len(merchant.calls) == 13
    assert len({call.body for call in merchant.calls}) == 1


@pytest.mark.parametrize("status", [201, 204, 302, 400, 404, 500])
def test_only_a_200_counts_as_delivered_and_redirects_are_not_followed(
    status: int, wire: Wire, merchant: Merchant
) -> None:
    merchant.answer = (status, b"")
    merchant.headers = {"Location": f"{merchant.url}/elsewhere"}
    wire.paid_order()
    delivery = _wait_for_attempts(wire, 1)
    assert (delivery["state"], delivery["attempts"][0]["status"]) == ("waiting", status)
    assert merchant.calls_to("/elsewhere") == []


def test_the_log_has_the_bytes_the_answer_and_the_time_taken(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = (200, "好".encode())
    wire.paid_order()
    eventually(lambda: _only(wire)["state"] == "delivered")
    delivery = _only(wire)
    call = merchant.calls[0]
    assert delivery["body"].encode() == call.body
    assert delivery["url"] == f"{merchant.url}/result"
    (attempt,) = delivery["attempts"]
    assert (attempt["status"], attempt["answer"], attempt["problem"]) == (200, "好", None)
    assert attempt["digest"] == call.headers["digest"]
    assert 0 <= attempt["milliseconds"] < 10_000


def test_an_endless_answer_is_cut(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = (200, b"x" * 1_000_000)
    wire.paid_order()
    delivery = _wait_for_attempts(wire, 1)
    assert delivery["state"] == "delivered"
    assert len(delivery["attempts"][0]["answer"]) == 64 * 1024


def test_a_retry_that_waits_survives_a_restart(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = (500, b"")
    wire.paid_order()
    _wait_for_attempts(wire, 1)
    merchant.answer = (200, b"")
    wire.sandbox.restart()
    wire.sandbox.clock_advance(5)
    eventually(lambda: _only(wire)["state"] == "delivered")
    assert len(merchant.calls) == 2


def test_what_was_being_sent_when_the_sandbox_died_is_sent_again(wire: Wire, merchant: Merchant) -> None:
    wire.paid_order()
    eventually(lambda: _only(wire)["state"] == "delivered")
    with wire.sandbox.app.extensions["sandbox"].database.write() as connection:
        connection.execute("UPDATE deliveries SET state = 'sending', next_at = 0")
    wire.sandbox.restart()
    eventually(lambda: len(merchant.calls) == 2)


def test_a_callback_can_be_sent_again_at_will(wire: Wire, merchant: Merchant) -> None:
    wire.paid_order()
    eventually(lambda: _only(wire)["state"] == "delivered")
    for _ in range(3):
        again = wire.sandbox.control("POST", f"/deliveries/{_only(wire)['id']}/redeliver", {})
    assert len(merchant.calls) == 4
    assert len(again["attempts"]) == 4
    assert wire.sandbox.control_response("POST", "/deliveries/999/redeliver", {}).status_code == 404


def test_a_redelivery_that_arrives_ends_the_schedule(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = (500, b"")
    wire.paid_order()
    _wait_for_attempts(wire, 1)
    merchant.answer = (200, b"")
    delivery = wire.sandbox.control("POST", f"/deliveries/{_only(wire)['id']}/redeliver", {})
    assert (delivery["state"], delivery["next_at"]) == ("delivered", None)


def test_dropped_results_never_arrive_until_cleared(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.faults("callback result_url", "drop", times=None)
    wire.paid_order()
    _wait_for_attempts(wire, 1)
    wire.sandbox.clock_advance(1)
    delivery = _wait_for_attempts(wire, 2)
    assert merchant.calls == []
    assert delivery["attempts"][0]["problem"] == "dropped on purpose"
    wire.sandbox.clear_faults()
    wire.sandbox.clock_advance(60)
    eventually(lambda: len(merchant.calls) == 1)


def test_a_dropped_confirm_is_asked_again_and_four_drops_are_silence(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.faults("callback confirm_url", "drop", times=3)
    assert wire.paid_order("a", confirm_url=f"{merchant.url}/confirm")["status"] == 0
    assert len(merchant.calls_to("/confirm")) == 1
    wire.sandbox.faults("callback confirm_url", "drop", times=4)
    wire.entry("b", confirm_url=f"{merchant.url}/confirm")
    assert wire.sandbox.pay("b")["refusal"]["reason"] == "merchant_silent"


def test_a_delayed_result_waits_by_the_sandboxs_clock(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.faults("callback result_url", "delay", times=None, seconds=600)
    wire.paid_order()
    eventually(lambda: _is_put_off(wire, "order-1"))
    assert merchant.calls == []
    wire.sandbox.clock_advance(600)
    eventually(lambda: len(merchant.calls) == 1)


def test_a_delayed_confirm_makes_the_shopper_wait(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.faults("callback confirm_url", "delay", seconds=0.3)
    wire.entry(confirm_url=f"{merchant.url}/confirm")
    started = time.monotonic()
    wire.sandbox.pay("order-1")
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize(("callback", "path"), [("confirm_url", "/confirm"), ("result_url", "/result")])
def test_a_duplicated_callback_comes_as_often_as_asked(
    callback: str, path: str, wire: Wire, merchant: Merchant
) -> None:
    wire.sandbox.faults(f"callback {callback}", "duplicate", copies=5)
    wire.paid_order(confirm_url=f"{merchant.url}/confirm")
    eventually(lambda: len(merchant.calls_to(path)) == 5)
    eventually(lambda: len(merchant.calls) == 6)


def test_a_copy_that_fails_takes_nothing_back(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = lambda _: (200 if len(merchant.calls) == 1 else 500, b"")
    wire.sandbox.faults("callback result_url", "duplicate")
    wire.paid_order()
    delivery = _wait_for_attempts(wire, 2)
    assert (delivery["state"], delivery["next_at"]) == ("delivered", None)


def test_a_reordered_result_comes_after_the_next_one(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.faults("callback result_url", "reorder")
    wire.paid_order("first")
    eventually(lambda: _is_put_off(wire, "first"))
    assert merchant.calls == []
    wire.paid_order("second")
    eventually(lambda: len(merchant.calls) == 2)
    assert [call.json["transaction"]["platform_order_id"] for call in merchant.calls] == ["second", "first"]


def test_a_result_held_back_for_another_comes_alone_in_the_end(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.faults("callback result_url", "reorder", seconds=30)
    wire.paid_order()
    eventually(lambda: _is_put_off(wire, "order-1"))
    wire.sandbox.clock_advance(31)
    eventually(lambda: len(merchant.calls) == 1)


def test_a_slow_merchant_does_not_hold_up_the_others(wire: Wire, merchant: Merchant) -> None:
    def slow(path: str) -> tuple[int, bytes]:
        if path == "/slow":
            eventually(lambda: merchant.calls_to("/result"))
        return 200, b""

    merchant.answer = slow
    wire.paid_order("slow", result_url=f"{merchant.url}/slow")
    wire.paid_order("quick")
    eventually(lambda: {each["state"] for each in wire.sandbox.deliveries()} == {"delivered"})
