"""Faults and planned answers for one store, with a probability, and faults of digests."""

import hashlib
import hmac
from functools import partial

import pytest

from tests.sandbox.authpay_wire import CANCEL, DETAIL, TRANSACTION, AuthpayWire
from tests.sandbox.authpay_wire import REFUND as AUTHPAY_REFUND
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import ENTRY, INQUIRY, REFUND, Wire

QUERY = "platform_order_ids=order-1"
SEED = 7


def test_a_fault_of_one_store_leaves_the_others_alone(wire: Wire) -> None:
    wire.sandbox.control("POST", "/stores", {"store_id": "store-b"})
    wire.paid_order("order-a")
    wire.paid_order("order-b", store_id="store-b")
    for api in (INQUIRY, REFUND, ENTRY):
        wire.sandbox.faults(api, "http_500", times=None, store_id="store-b")
    statuses = [
        wire.get("/platform/inquiry", f"platform_order_ids={ids}").status_code for ids in ("order-a", "order-b")
    ]
    assert statuses == [200, 500]
    assert wire.get("/platform/inquiry", "platform_order_ids=order-a,order-b").status_code == 500
    assert wire.refund("order-a", 1)["result"] == "000"
    assert wire.post("/platform/refund", b'{"platform_order_id": "order-b", "refund_amount": 1}').status_code == 500
    assert wire.entry("order-c")["result"] == "000"
    assert wire.post("/platform/entry", b'{"store_id": "store-b"}').status_code == 500


def test_a_planned_answer_of_one_store_meets_its_authorizations(authpay: AuthpayWire) -> None:
    authpay.sandbox.control("POST", "/stores", {"store_id": "store-b"})
    here, there = authpay.bound(), authpay.bound(name="bind-2", store_id="store-b")
    for api in (TRANSACTION, AUTHPAY_REFUND, DETAIL, CANCEL):
        authpay.sandbox.next_answer(api, "999", store_id="store-b")
    assert authpay.charge(here)["result"] == "000"
    assert authpay.charge(there, "charge-2")["result"] == "999"
    assert authpay.charge(there, "charge-2")["result"] == "000"
    assert authpay.refund_charge("charge-1", 1)["result"] == "000"
    assert authpay.refund_charge("charge-2", 1)["result"] == "999"
    assert authpay.detail(here)["result"] == "000"
    assert authpay.detail(there)["result"] == "999"
    assert authpay.cancel(here)["result"] == "000"
    assert authpay.cancel(there)["result"] == "999"


def test_what_is_for_one_store_does_not_stand_in_the_way_of_what_follows(wire: Wire) -> None:
    wire.sandbox.next_answer(INQUIRY, "999", store_id="sandbox-identities")
    wire.sandbox.next_answer(INQUIRY, "201")
    assert wire.get("/platform/inquiry", QUERY).json()["result"] == "201"
    (left,) = wire.sandbox.control("GET", "/next")
    assert (left["result"], left["store_id"]) == ("999", "sandbox-identities")


def _struck(wire: Wire, calls: int) -> list[bool]:
    return [wire.get("/platform/inquiry", QUERY).status_code == 500 for _ in range(calls)]


def test_a_seed_tells_which_calls_are_struck(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "http_500", probability=0.5, seed=SEED)
    first = _struck(wire, 20)
    assert 2 < sum(first) < 18
    wire.sandbox.clear_faults()
    wire.sandbox.faults(INQUIRY, "http_500", probability=0.5, seed=SEED)
    assert _struck(wire, 20) == first
    wire.sandbox.clear_faults()
    wire.sandbox.faults(INQUIRY, "http_500", probability=0.5, seed=SEED + 1)
    assert _struck(wire, 20) != first


def test_a_probability_lasts_until_it_is_deleted_and_is_shown(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "http_500", probability=1)
    wire.sandbox.faults(ENTRY, "http_500")
    shown, other = wire.sandbox.control("GET", "/faults")
    assert (shown["times"], shown["probability"], other["probability"]) == (None, 1, None)
    assert isinstance(shown["seed"], int)
    assert _struck(wire, 5) == [True] * 5
    left = wire.sandbox.control("DELETE", f"/faults/{shown['id']}")
    assert [each["id"] for each in left] == [other["id"]]
    assert _struck(wire, 3) == [False] * 3
    assert wire.sandbox.control_response("DELETE", f"/faults/{shown['id']}").status_code == 404


def test_a_probability_may_end_after_so_many_strikes(wire: Wire) -> None:
    wire.sandbox.faults(INQUIRY, "http_500", probability=1, times=2)
    assert _struck(wire, 4) == [True, True, False, False]


def test_one_planned_answer_is_taken_back(wire: Wire) -> None:
    wire.sandbox.next_answer(ENTRY, "200")
    wire.sandbox.next_answer(ENTRY, "999")
    first, _ = wire.sandbox.control("GET", "/next")
    wire.sandbox.control("DELETE", f"/next/{first['id']}")
    assert wire.entry()["result"] == "999"
    assert wire.sandbox.control_response("DELETE", f"/next/{first['id']}").status_code == 404


@pytest.mark.parametrize(
    "more", [{"probability": 0}, {"probability": 1.1}, {"seed": 3}, {"probability": 1, "seed": -1}, {"store_id": ""}]
)
def test_a_fault_that_makes_no_sense_is_refused(more: dict[str, object], sandbox: SandboxServer) -> None:
    response = sandbox.control_response("POST", "/faults", {"api": ENTRY, "fault": "http_500", **more})
    assert response.status_code == 400
    assert sandbox.control("GET", "/faults") == []


@pytest.mark.parametrize("callback", ["callback confirm_url", "callback result_url"])
def test_a_callback_may_come_without_a_digest_or_with_a_false_one(
    callback: str, wire: Wire, merchant: Merchant
) -> None:
    path = "/confirm" if "confirm" in callback else "/result"
    for number, fault in enumerate(("no_digest", "bad_digest", None)):
        if fault:
            wire.sandbox.faults(callback, fault)
        wire.paid_order(f"order-{number}", confirm_url=f"{merchant.url}/confirm")
        eventually(partial(_has_come, merchant, path, number + 1))
    calls = merchant.calls_to(path)
    true = [hmac.new(wire.store["secret_key"].encode(), call.body, hashlib.sha256).hexdigest() for call in calls]
    bare, false, good = (call.headers.get("digest") for call in calls)
    assert bare is None
    assert false is not None
    assert len(false) == 64
    assert false != true[1]
    assert good == true[2]


def _has_come(merchant: Merchant, path: str, times: int) -> bool:
    return len(merchant.calls_to(path)) == times


def test_callbacks_of_one_store_are_dropped(wire: Wire, merchant: Merchant) -> None:
    wire.sandbox.control("POST", "/stores", {"store_id": "store-b"})
    wire.sandbox.faults("callback result_url", "drop", store_id="store-b", times=100)
    wire.sandbox.freeze_clock()
    wire.paid_order("order-b", store_id="store-b")
    wire.paid_order("order-a")
    eventually(lambda: len(merchant.calls) == 1)
    eventually(lambda: len(wire.sandbox.deliveries("order-b")[0]["attempts"]) == 1)
    assert merchant.calls[0].json["transaction"]["platform_order_id"] == "order-a"
    assert wire.sandbox.deliveries("order-b")[0]["attempts"][0]["problem"] == "dropped on purpose"
