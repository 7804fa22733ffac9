import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.test_entry import _in
from tests.sandbox.wire import Wire


@pytest.mark.parametrize(
    ("user", "reason", "result", "status_after"),
    [
        ("short", "short", "121", 101),
        ("over_limit", "over_limit", "104", 101),
        ("failing", "payment_failed", "115", 100),
    ],
)
def test_a_wallet_in_trouble_does_not_pay(
    user: str, reason: str, result: str, status_after: int, wire: Wire, merchant: Merchant
) -> None:
    wire.entry()
    refusal = wire.sandbox.pay("order-1", user)["refusal"]
    assert (refusal["reason"], refusal["result"]) == (reason, result)
    assert wire.status() == status_after
    assert ("transaction" in wire.sandbox.pay("order-1")) == (status_after == 101)
    if status_after == 100:
        assert merchant.calls_to("/result") == []


def test_a_card_does_not_pay_abroad(wire: Wire) -> None:
    wire.entry(currency="JPY")
    assert wire.sandbox.pay("order-1", "creditcard")["refusal"]["reason"] == "card_not_abroad"
    assert wire.status() == 101


def test_the_merchant_is_asked_before_and_told_after(wire: Wire, merchant: Merchant) -> None:
    row = wire.paid_order(confirm_url=f"{merchant.url}/confirm")
    eventually(lambda: merchant.calls_to("/result"))
    confirm, result = merchant.calls
    assert (confirm.path, confirm.json) == ("/confirm", {"platform_order_id": "order-1"})
    assert result.json == {"transaction": row}
    assert {call.headers["content-type"] for call in merchant.calls} == {"application/json"}


@pytest.mark.parametrize(
    "answer",
    [b'{"valid": false}', b'{"valid": "true"}', b'{"valid": 1}', b'{"ok": true}', b"true", b"{", b"", b"[" * 50_000],
    ids=lambda answer: answer[:20].decode(),
)
def test_anything_but_valid_true_stops_the_payment_at_once(answer: bytes, wire: Wire, merchant: Merchant) -> None:
    merchant.answer = (200, answer)
    wire.entry(confirm_url=f"{merchant.url}/confirm")
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "merchant_refused"
    assert len(merchant.calls) == 1
    assert wire.status() == 100


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_merchant_that_does_not_answer_is_asked_four_times_and_nothing_is_paid(
    status: int, wire: Wire, merchant: Merchant
) -> None:
    merchant.answer = (status, b'{"valid": true}')
    merchant.headers = {"Location": f"{merchant.url}/elsewhere"}
    wire.entry(confirm_url=f"{merchant.url}/confirm")
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "merchant_silent"
    assert [call.path for call in merchant.calls] == ["/confirm"] * 4
    assert wire.status() == 101
    merchant.answer = (200, b'{"valid": true}')
    assert wire.sandbox.pay("order-1")["transaction"]["status"] == 0


def test_a_merchant_that_answers_the_last_retry_is_paid(wire: Wire, merchant: Merchant) -> None:
    merchant.answer = lambda _: (200 if len(merchant.calls) == 4 else 500, b'{"valid": true}')
    assert wire.paid_order(confirm_url=f"{merchant.url}/confirm")["status"] == 0


def test_a_merchant_that_is_not_there_is_silent(wire: Wire) -> None:
    wire.entry(confirm_url="http://127.0.0.1:9/confirm")
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "merchant_silent"
    log = wire.sandbox.deliveries("order-1")[0]
    assert (log["callback"], log["state"], len(log["attempts"])) == ("confirm_url", "given_up", 4)
    assert log["attempts"][0]["problem"] == "no connection"


def test_two_who_pay_at_once_move_the_money_once(wire: Wire, merchant: Merchant) -> None:
    both_asked = threading.Barrier(2, timeout=10)

    def answer(path: str) -> tuple[int, bytes]:
        if path == "/confirm":
            both_asked.wait()
        return 200, b'{"valid": true}'

    merchant.answer = answer
    wire.entry(confirm_url=f"{merchant.url}/confirm")
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda user: wire.sandbox.pay("order-1", user), ["balance", "bank"]))
    assert sorted(next(iter(outcome)) for outcome in outcomes) == ["refusal", "transaction"]
    refused = next(outcome["refusal"] for outcome in outcomes if "refusal" in outcome)
    assert (refused["reason"], refused["result"]) == ("already_paid", "101")
    assert wire.sandbox.stores()[0]["balance"] == 1000
    eventually(lambda: merchant.calls_to("/result"))
    assert len([each for each in wire.sandbox.deliveries() if each["callback"] == "result_url"]) == 1


def test_an_order_that_runs_out_while_the_merchant_thinks_is_not_paid(wire: Wire, merchant: Merchant) -> None:
    def think(_: str) -> tuple[int, bytes]:
        wire.sandbox.clock_advance(61)
        return 200, b'{"valid": true}'

    merchant.answer = think
    wire.entry(confirm_url=f"{merchant.url}/confirm", valid_time=_in(60))
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "past_valid_time"
    assert wire.status() == 101


def test_nothing_is_locked_while_the_merchant_is_asked(wire: Wire, merchant: Merchant) -> None:
    seen: list[object] = []

    def ask_back(path: str) -> tuple[int, bytes]:
        # An entry writes: it would wait for any transaction held open around this call.
        started = time.monotonic()
        seen.append((path, wire.entry(f"inside{path}")["result"], time.monotonic() - started < 3))
        return 200, b'{"valid": true}'

    merchant.answer = ask_back
    wire.paid_order(confirm_url=f"{merchant.url}/confirm")
    eventually(lambda: len(seen) == 2)
    assert seen == [("/confirm", "000", True), ("/result", "000", True)]


def test_paying_twice_or_nothing_is_refused(wire: Wire) -> None:
    wire.paid_order()
    assert wire.sandbox.pay("order-1")["refusal"]["reason"] == "already_paid"
    assert wire.sandbox.pay("nobody")["refusal"]["reason"] == "no_such_order"


def test_a_paid_order_cannot_be_made_to_fail(wire: Wire) -> None:
    wire.paid_order()
    assert wire.sandbox.control_response("POST", "/orders/order-1/fail", {}).status_code == 409
    assert wire.status() == 0


def test_an_order_id_with_a_slash_can_be_paid(wire: Wire) -> None:
    assert wire.paid_order("2026/11/1")["platform_order_id"] == "2026/11/1"


def test_orders_payments_and_refunds_survive_a_restart(wire: Wire) -> None:
    wire.paid_order("paid", "coins")
    wire.refund("paid", 400, "refund-1")
    link = wire.entry("open")["result_object"]["payment_url"]
    before = wire.inquiry("paid", "open")
    wire.sandbox.clock_advance(100)
    wire.sandbox.restart()
    assert wire.inquiry("paid", "open") == before
    assert wire.entry("open")["result_object"]["payment_url"] == link
