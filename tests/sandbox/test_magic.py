"""Magic amounts: each brings about what the table says, and nothing else does."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from app.sandbox.answers import APIS, Answer
from app.sandbox.faults import Fault, FaultKind
from app.sandbox.magic import LOWEST, MAGIC, Magic
from tests.sandbox.authpay_wire import CANCEL, TRANSACTION, AuthpayWire
from tests.sandbox.causes import documented_answers
from tests.sandbox.eventually import eventually
from tests.sandbox.magic_calls import MagicCall
from tests.sandbox.merchant import Merchant
from tests.sandbox.wire import Wire, result_of

CLIENT_PATIENCE = 5
"""Seconds; the silences of the sandbox last thirty."""
ONCE_DONE = {TRANSACTION: "101", CANCEL: "302"}
"""What the same call is answered when the first one was done although nobody heard of it."""

SEEN = {
    FaultKind.TIMEOUT_BEFORE: "silence",
    FaultKind.TIMEOUT_AFTER: "silence",
    FaultKind.HTTP_500: "HTTP 500",
    FaultKind.BAD_JSON: "no JSON",
    FaultKind.RESET: "reset",
    FaultKind.SLOW: "late 000",
}


def answers_of(api: str) -> list[Magic]:
    return [magic for magic in MAGIC if magic.api == api and isinstance(magic.outcome, Answer)]


def faults_of(api: str) -> list[tuple[int, FaultKind]]:
    return [(magic.amount, magic.outcome.kind) for magic in MAGIC if magic.api == api and type(magic.outcome) is Fault]


def test_every_documented_refusal_has_a_magic_amount_and_no_amount_means_two_things() -> None:
    reached = {(magic.api, magic.outcome.result, magic.outcome.message) for api in APIS for magic in answers_of(api)}  # type: ignore[union-attr]
    for api, result, message in documented_answers():
        shown = "Order has not been paid" if message == "*" else message
        assert result == "000" or (api, result, shown) in reached
    assert len({(magic.api, magic.amount) for magic in MAGIC}) == len(MAGIC)


def test_nothing_that_the_shop_of_this_project_sells_costs_a_magic_amount() -> None:
    catalogue = Path(__file__).parents[2] / "app" / "models" / "catalogue.json"
    prices = [int(price) for price in _prices(json.loads(catalogue.read_text("utf-8")))]
    assert prices
    assert max(prices) * 99 < LOWEST


@pytest.mark.parametrize("api", APIS)
def test_an_amount_brings_about_its_answer_every_time(api: str, authpay: AuthpayWire) -> None:
    for magic in answers_of(api):
        call = MagicCall(authpay, api, magic.amount)
        answers = [call.send().json() for _ in range(2)]
        assert isinstance(magic.outcome, Answer)
        assert [result_of(answer) for answer in answers] == [(magic.outcome.result, magic.outcome.message)] * 2


def test_an_amount_brings_about_its_fault_once(authpay: AuthpayWire) -> None:
    calls = [(api, kind, MagicCall(authpay, api, amount)) for api in APIS for amount, kind in faults_of(api)]
    with ThreadPoolExecutor(len(calls)) as pool:
        seen = list(pool.map(_what_happens, calls))
    assert seen == [SEEN[kind] for _, kind, _ in calls]
    for api, kind, call in calls:
        done = kind not in (FaultKind.TIMEOUT_BEFORE, FaultKind.HTTP_500)
        assert call.send().json()["result"] == (ONCE_DONE.get(api, "000") if done else "000"), (api, kind)


def _what_happens(planned: tuple[str, FaultKind, MagicCall]) -> str:
    _, kind, call = planned
    started = time.monotonic()
    try:
        response = call.send(timeout=20 if kind is FaultKind.SLOW else CLIENT_PATIENCE)
        if response.status_code != 200:
            return f"HTTP {response.status_code}"
        late = "late " if time.monotonic() - started > 4 else ""
        return late + str(response.json()["result"])
    except requests.JSONDecodeError:
        return "no JSON"
    except requests.Timeout:
        return "silence"
    except requests.ConnectionError:
        return "reset"


def test_a_result_call_is_dropped_delayed_or_doubled_by_the_price(wire: Wire, merchant: Merchant) -> None:
    amounts = {kind: amount for amount, kind in faults_of("callback result_url")}
    for kind, amount in amounts.items():
        wire.paid_order(kind, total_price=amount, final_price=amount)
    eventually(lambda: len(merchant.calls) == 2)
    assert {call.json["transaction"]["platform_order_id"] for call in merchant.calls} == {"duplicate"}
    eventually(lambda: wire.sandbox.deliveries("drop")[0]["attempts"])
    eventually(lambda: wire.sandbox.deliveries("delay")[0]["state"] == "waiting")
    (dropped,), (delayed,) = wire.sandbox.deliveries("drop"), wire.sandbox.deliveries("delay")
    assert dropped["attempts"][0]["problem"] == "dropped on purpose"
    assert (delayed["state"], delayed["attempts"]) == ("waiting", [])
    assert [wire.status(order) for order in amounts] == [0, 0, 0]
    wire.sandbox.clock_advance(61)
    eventually(lambda: wire.sandbox.deliveries("delay")[0]["state"] == "delivered")


@pytest.mark.parametrize(("currency", "amount"), [("TWD", 700_000), ("TWD", 701_011), ("JPY", 701_010)])
def test_other_amounts_are_ordinary(currency: str, amount: int, wire: Wire) -> None:
    assert wire.entry(currency=currency, total_price=amount, final_price=amount)["result"] == "000"


@pytest.mark.parametrize("amount", [701_010, "701010", "701010.00"])
def test_an_amount_is_recognised_however_it_is_written(amount: object, wire: Wire) -> None:
    assert wire.entry(total_price=amount, final_price=amount)["result"] == "101"


def test_what_is_planned_comes_before_magic(wire: Wire) -> None:
    wire.sandbox.next_answer("POST /platform/entry", "999")
    assert wire.entry(total_price=701_010, final_price=701_010)["result"] == "999"
    assert wire.entry(total_price=701_010, final_price=701_010)["result"] == "101"


def test_magic_is_listed_and_can_be_switched_off(wire: Wire) -> None:
    told = wire.sandbox.control("GET", "/magic")
    assert told["enabled"] is True
    assert len(told["values"]) == len(MAGIC)
    assert told["values"][0] == {
        "api": "POST /platform/entry",
        "amount": 701_010,
        "decided_by": "final_price",
        "result": "101",
        "message": "Order is paid",
        "fault": None,
    }
    wire.sandbox.control("PUT", "/magic", {"enabled": False})
    wire.sandbox.restart()
    exported = wire.sandbox.control("GET", "/export")
    wire.sandbox.control("PUT", "/magic", {"enabled": True})
    wire.sandbox.control("POST", "/import", exported)
    assert wire.entry(total_price=701_010, final_price=701_010)["result"] == "000"
    wire.sandbox.control("POST", "/reset", {})
    assert wire.entry("order-2", total_price=701_010, final_price=701_010)["result"] == "101"


def _prices(data: Any) -> list[Any]:
    """Every price, wherever it stands."""
    if isinstance(data, list):
        return [price for each in data for price in _prices(each)]
    if not isinstance(data, dict):
        return []
    return [data["price"]] * ("price" in data) + [price for each in data.values() for price in _prices(each)]
