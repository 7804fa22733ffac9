"""Several merchants in one sandbox: keys, stores and ids of their own."""

import hashlib
import hmac
from typing import Any

import pytest

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire, result_of


@pytest.fixture
def other(sandbox: SandboxServer, merchant: Merchant) -> AuthpayWire:
    """A second merchant's integration."""
    added = sandbox.control("POST", "/merchants", {"name": "第二家", "store_id": "store-2"})
    return AuthpayWire(sandbox, merchant.url, _store(sandbox, added["stores"][0]["store_id"]))


def _store(sandbox: SandboxServer, store_id: str) -> dict[str, Any]:
    return next(store for store in sandbox.stores() if store["store_id"] == store_id)


def test_a_new_merchant_has_keys_of_its_own_and_a_store(sandbox: SandboxServer) -> None:
    added = sandbox.control("POST", "/merchants", {"name": "第二家"})
    first, second = sandbox.control("GET", "/merchants")
    assert (first["merchant_id"], second) == (1, added)
    assert added["name"] == "第二家"
    assert added["api_key"] != first["api_key"]
    assert added["secret_key"] != first["secret_key"]
    (store,) = added["stores"]
    assert (store["merchant_id"], store["api_key"]) == (added["merchant_id"], added["api_key"])
    assert store["currencies"] == ["TWD", "JPY", "USD", "CNY", "HKD"]


def test_keys_may_be_given_and_changed_and_survive(sandbox: SandboxServer, merchant: Merchant) -> None:
    given = {"api_key": "key-2", "secret_key": "secret-2", "store_id": "store-2"}
    number = sandbox.control("POST", "/merchants", given)["merchant_id"]
    sandbox.control("PUT", f"/merchants/{number}", {"secret_key": "secret-3"})
    sandbox.restart()
    store = _store(sandbox, "store-2")
    assert (store["api_key"], store["secret_key"]) == ("key-2", "secret-3")
    assert Wire(sandbox, merchant.url, store).entry()["result"] == "000"
    old = Wire(sandbox, merchant.url, store | {"secret_key": "secret-2"})
    assert result_of(old.entry()) == ("201", "Validation error")


def test_one_merchants_key_with_another_ones_digest_is_no_signature(wire: Wire, other: AuthpayWire) -> None:
    mixed = Wire(wire.sandbox, wire.merchant_url, other.store | {"secret_key": wire.store["secret_key"]})
    assert result_of(mixed.entry()) == ("201", "Validation error")


def test_a_store_of_another_merchant_is_not_found(wire: Wire, other: AuthpayWire) -> None:
    assert result_of(wire.entry(store_id="store-2")) == ("200", "Store not found")
    assert result_of(other.entry(store_id=wire.store["store_id"])) == ("200", "Store not found")
    answer = other.bind(store_id=wire.store["store_id"])
    assert (answer["result"], list(answer["result_object"])) == ("200", ["store_id"])


def test_the_same_order_id_is_another_order_for_each_merchant(wire: Wire, other: AuthpayWire) -> None:
    assert wire.entry("order-1")["result"] == "000"
    assert other.entry("order-1", total_price=300, final_price=300)["result"] == "000"
    numbers = [store["merchant_id"] for store in (wire.store, other.store)]
    ambiguous = wire.sandbox.control_response("POST", "/orders/order-1/pay", {"user": "balance"})
    assert (ambiguous.status_code, "merchant_id" in ambiguous.json()["error"]) == (400, True)
    wire.sandbox.control("POST", f"/orders/order-1/pay?merchant_id={numbers[1]}", {"user": "balance"})
    assert (wire.status(), other.status()) == (101, 0)
    wire.sandbox.control("POST", f"/orders/order-1/pay?merchant_id={numbers[0]}", {"user": "bank"})
    assert (wire.inquiry("order-1")[0]["final_price"], other.inquiry("order-1")[0]["final_price"]) == ("1000", "300")
    assert other.refund("order-1", 300)["result"] == "000"
    assert wire.inquiry("order-1")[0]["refund_history"] == []
    balances = [_store(wire.sandbox, wire_.store["store_id"])["balance"] for wire_ in (wire, other)]
    assert balances == [1000, 0]


def test_nothing_of_another_merchant_is_known(wire: Wire, other: AuthpayWire) -> None:
    wire.sandbox.set_clock(MONDAY_MORNING)
    mine = AuthpayWire(wire.sandbox, wire.merchant_url)
    mine.paid_order()
    auth_no = mine.bound()
    assert mine.charge(auth_no)["result"] == "000"
    assert other.status("order-1") == 102
    assert result_of(other.refund("order-1", 1)) == ("100", "Invaid Order ID")
    assert other.charge_status("charge-1") == 102
    assert result_of(other.refund_charge("charge-1", 1)) == ("100", "Order does not exist")
    for answer in (other.detail(auth_no), other.charge(auth_no, "charge-2"), other.cancel(auth_no)):
        assert result_of(answer) == ("301", "Invalid auth_no")
    assert mine.authpay(auth_no)["status"] == "granted"


def test_the_same_authorization_and_charge_ids_serve_two_merchants(wire: Wire, other: AuthpayWire) -> None:
    wire.sandbox.set_clock(MONDAY_MORNING)
    mine = AuthpayWire(wire.sandbox, wire.merchant_url)
    mine_no, other_no = mine.bound(), other.bound()
    assert mine_no != other_no
    assert mine.charge(mine_no)["result"] == other.charge(other_no)["result"] == "000"
    assert other.refund_charge("charge-1", 390)["result"] == "000"
    assert mine.charges("charge-1")[0]["refund_history"] == []


def test_each_is_told_under_its_own_secret(wire: Wire, other: AuthpayWire, merchant: Merchant) -> None:
    wire.paid_order("order-1")
    other.paid_order("order-2")
    eventually(lambda: len(merchant.calls_to("/result")) == 2)
    for order_id, store in (("order-1", wire.store), ("order-2", other.store)):
        (call,) = (call for call in merchant.calls if call.json["transaction"]["platform_order_id"] == order_id)
        assert call.headers["digest"] == hmac.new(store["secret_key"].encode(), call.body, hashlib.sha256).hexdigest()
        (delivery,) = wire.sandbox.deliveries(order_id)
        assert (delivery["merchant_id"], delivery["store_id"]) == (store["merchant_id"], store["store_id"])


def test_a_removed_merchant_is_gone_with_all_it_had(other: AuthpayWire) -> None:
    sandbox = other.sandbox
    other.paid_order()
    number = other.store["merchant_id"]
    assert [each["merchant_id"] for each in sandbox.control("DELETE", f"/merchants/{number}")] == [1]
    assert result_of(other.entry()) == ("201", "Validation error")
    again = sandbox.control("POST", "/merchants", {"store_id": "store-2"})
    assert again["merchant_id"] > number
    assert sandbox.deliveries() == []
    assert AuthpayWire(sandbox, other.merchant_url, _store(sandbox, "store-2")).status("order-1") == 102


def test_stores_are_added_changed_and_removed(wire: Wire) -> None:
    sandbox = wire.sandbox
    asked = {"store_id": "store-b", "currencies": ["JPY"], "identities_required": True, "balance": 70}
    added = sandbox.control("POST", "/stores", {"name": "乙店", **asked})
    assert {name: added[name] for name in asked} == asked
    assert (added["merchant_id"], added["api_key"]) == (1, wire.store["api_key"])
    assert wire.entry(store_id="store-b")["message"] == "Using the currency unsupported by the Store"
    sandbox.control("PUT", "/stores/store-b", {"currencies": ["TWD"], "identities_required": False})
    assert wire.entry("order-b", store_id="store-b")["result"] == "000"
    kept = sandbox.control_response("DELETE", "/stores/store-b")
    assert (kept.status_code, kept.json()["error"]) == (409, "the store has orders: close it instead")
    sandbox.control("POST", "/stores", {"store_id": "store-c"})
    assert "store-c" not in [store["store_id"] for store in sandbox.control("DELETE", "/stores/store-c")]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("DELETE", "/merchants/1", None, 409, "stays"),
        ("DELETE", "/merchants/9", None, 404, "there is no merchant 9"),
        ("PUT", "/merchants/9", {"name": "x"}, 404, "there is no merchant 9"),
        ("POST", "/merchants", {"api_key": "käse"}, 400, "ASCII"),
        ("POST", "/merchants", {"api_key": " a"}, 400, "ASCII"),
        ("POST", "/merchants", {"store_id": "sandbox-identities"}, 400, "there is a store sandbox-identities already"),
        ("POST", "/stores", {"merchant_id": 9}, 404, "there is no merchant 9"),
        ("POST", "/stores", {"cancellation_url": "http://shop.example/"}, 400, "cancellation_url: must be https"),
        ("PUT", "/stores/store-9", {"balance": 1}, 404, "there is no store store-9"),
        ("DELETE", "/stores/store-9", None, 404, "there is no store store-9"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    method: str, path: str, body: object, status: int, said: str, sandbox: SandboxServer
) -> None:
    before = sandbox.control("GET", "/merchants")
    response = sandbox.control_response(method, path, body)
    assert (response.status_code, said in response.json()["error"]) == (status, True), response.text
    assert sandbox.control("GET", "/merchants") == before


def test_the_first_store_stays_and_an_api_key_is_one_merchants(sandbox: SandboxServer) -> None:
    store_id, api_key = sandbox.store["store_id"], sandbox.store["api_key"]
    assert sandbox.control_response("DELETE", f"/stores/{store_id}").status_code == 409
    assert sandbox.control_response("POST", "/merchants", {"api_key": api_key}).status_code == 409
    number = sandbox.control("POST", "/merchants", {})["merchant_id"]
    assert sandbox.control_response("PUT", f"/merchants/{number}", {"api_key": api_key}).status_code == 409


def test_a_reset_takes_added_merchants_and_stores_away(other: AuthpayWire) -> None:
    sandbox = other.sandbox
    sandbox.control("POST", "/stores", {"store_id": "store-b"})
    sandbox.control("POST", "/reset", {})
    (only,) = sandbox.control("GET", "/merchants")
    assert sorted(store["store_id"] for store in only["stores"]) == sorted(
        [sandbox.store["store_id"], "sandbox-identities"]
    )
    assert result_of(other.entry()) == ("201", "Validation error")
