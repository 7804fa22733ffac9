"""The whole state out of one sandbox and into another."""

import base64
import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import INQUIRY, REFUND, Wire

TABLES = (
    "merchants",
    "stores",
    "orders",
    "links",
    "payments",
    "refunds",
    "authorizations",
    "deductions",
    "deliveries",
    "attempts",
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[SandboxServer]:
    server = SandboxServer(tmp_path / "elsewhere")
    yield server
    server.stop()


@pytest.fixture
def lived_in(wire: Wire, merchant: Merchant) -> Wire:
    """A sandbox in which a little of everything happened."""
    sandbox = wire.sandbox
    sandbox.control("PUT", "/clock", {"now": MONDAY_MORNING, "frozen": True})
    sandbox.control("POST", "/merchants", {"store_id": "store-2"})
    wire.entry("order-open")
    wire.paid_order("order-paid", user="coins")
    wire.refund("order-paid", 400, "refund-1")
    authpay = AuthpayWire(sandbox, wire.merchant_url)
    authpay.charge(authpay.bound("regular"))
    authpay.bind(name="bind-open")
    eventually(lambda: all(each["state"] == "delivered" for each in sandbox.deliveries()))
    merchant.answer = (500, b"\xff no")
    wire.paid_order("order-untold")
    eventually(lambda: len(sandbox.deliveries("order-untold")[0]["attempts"]) == 1)
    sandbox.switch(same_refund_again="refuse")
    sandbox.faults(INQUIRY, "http_500", probability=0.5, seed=3, store_id="store-2")
    sandbox.next_answer(REFUND, "999", times=2)
    return wire


def _export(sandbox: SandboxServer) -> dict[str, Any]:
    document: dict[str, Any] = sandbox.control("GET", "/export")
    return document


def _same_merchant(wire: Wire, sandbox: SandboxServer) -> AuthpayWire:
    return AuthpayWire(sandbox, wire.merchant_url, wire.store)


def test_an_import_takes_the_place_of_what_was_there(lived_in: Wire, elsewhere: SandboxServer) -> None:
    Wire(elsewhere, lived_in.merchant_url).paid_order("order-of-before")
    document = _export(lived_in.sandbox)
    counted = elsewhere.control("POST", "/import", document)["imported"]
    assert counted == {name: len(document["tables"][name]["rows"]) for name in TABLES}
    assert counted["orders"] == 3
    again = _export(elsewhere)
    assert {name: again["tables"][name] for name in TABLES} == {name: document["tables"][name] for name in TABLES}
    for view in ("/merchants", "/deliveries", "/settings", "/clock", "/authorizations"):
        assert elsewhere.control("GET", view) == lived_in.sandbox.control("GET", view), view
    assert _same_merchant(lived_in, elsewhere).status("order-of-before") == 102


def test_an_imported_sandbox_goes_on_where_the_other_was(
    lived_in: Wire, merchant: Merchant, elsewhere: SandboxServer
) -> None:
    elsewhere.control("POST", "/import", _export(lived_in.sandbox))
    lived_in.sandbox.control("POST", "/reset", {})
    merchant.answer = (200, b"")
    there = _same_merchant(lived_in, elsewhere)
    assert [there.refund("order-paid", 1)["result"] for _ in range(2)] == ["999", "999"]
    assert there.refund("order-paid", 400, "refund-1")["result"] == "105"
    assert there.refund("order-paid", 601, "refund-2")["result"] == "922"
    assert there.refund("order-paid", 600, "refund-2")["result"] == "000"
    link = there.entry("order-open")["result_object"]["payment_url"]
    assert link.startswith(elsewhere.url)
    assert there.session.get(link, timeout=20).status_code == 200
    assert "transaction" in elsewhere.pay("order-open")
    assert there.charge(elsewhere.authorizations()[1]["auth_no"], "charge-2")["result"] == "305"
    told = len(merchant.calls)
    elsewhere.clock_advance(1)
    eventually(lambda: len(merchant.calls) > told)
    eventually(lambda: elsewhere.deliveries("order-untold")[0]["state"] == "delivered")


def test_an_imported_sandbox_keeps_it_over_a_restart_and_numbers_never_come_back(
    lived_in: Wire, elsewhere: SandboxServer
) -> None:
    before = max(row[0] for row in _export(lived_in.sandbox)["tables"]["orders"]["rows"])
    elsewhere.control("POST", "/import", _export(lived_in.sandbox))
    elsewhere.control("POST", "/reset", {})
    elsewhere.restart()
    assert elsewhere.stores()[0]["api_key"] == lived_in.store["api_key"]
    there = _same_merchant(lived_in, elsewhere)
    there.entry("order-new")
    assert _export(elsewhere)["tables"]["orders"]["rows"][0][0] > before


def test_a_fault_with_a_seed_goes_on_with_its_sequence(wire: Wire, elsewhere: SandboxServer) -> None:
    def struck(on: Wire, calls: int) -> list[bool]:
        return [on.get("/platform/inquiry", "platform_order_ids=a").status_code == 500 for _ in range(calls)]

    wire.sandbox.faults(INQUIRY, "http_500", probability=0.5, seed=11)
    struck(wire, 7)
    elsewhere.control("POST", "/import", _export(wire.sandbox))
    assert struck(_same_merchant(wire, elsewhere), 20) == struck(wire, 20)


def test_bytes_that_are_no_text_survive(lived_in: Wire, elsewhere: SandboxServer) -> None:
    elsewhere.control("POST", "/import", _export(lived_in.sandbox))
    columns = _export(elsewhere)["tables"]["attempts"]
    answers = [row[columns["columns"].index("answer")] for row in columns["rows"]]
    assert b"\xff no" in [base64.b64decode(answer["base64"]) for answer in answers]


def _without(document: dict[str, Any], name: str) -> Any:
    del document[name]
    return document


def _with(document: dict[str, Any], *path: Any, value: object) -> Any:
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


SPOILED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "nothing": lambda _: {},
    "a list": lambda _: [],
    "another format": lambda document: _with(document, "format", value="postman"),
    "another version": lambda document: _with(document, "version", value=2),
    "no tables": lambda document: _without(document, "tables"),
    "a table less": lambda document: _with(document, "tables", value=_without(document["tables"], "refunds")),
    "a table more": lambda document: _with(document, "tables", "sqlite_master", value={"columns": [], "rows": []}),
    "other columns": lambda document: _with(document, "tables", "orders", "columns", 0, value="id"),
    "a short row": lambda document: _with(document, "tables", "orders", "rows", 0, value=[1]),
    "text for a number": lambda document: _with(document, "tables", "orders", "rows", 0, 5, value="many"),
    "a flag": lambda document: _with(document, "tables", "orders", "rows", 0, 5, value=True),
    "a huge number": lambda document: _with(document, "tables", "orders", "rows", 0, 5, value=10**40),
    "an order twice": lambda document: _with(
        document, "tables", "orders", "rows", value=[document["tables"]["orders"]["rows"][0]] * 2
    ),
    "an unknown state": lambda document: _with(document, "tables", "orders", "rows", 0, -1, value="lost"),
    "a payment that is gone": lambda document: _with(document, "tables", "payments", "rows", value=[]),
    "no first merchant": lambda document: _with(document, "tables", "merchants", "rows", value=[]),
    "an unknown merchant": lambda document: _with(document, "tables", "orders", "rows", 0, 1, value=77),
    "no stores": lambda document: _with(document, "tables", "stores", "rows", value=[]),
    "no base64": lambda document: _with(document, "tables", "attempts", "rows", 0, 5, value={"base64": "?"}),
    "an unknown counter": lambda document: _with(document, "counters", "nothing", value=1),
    "endless draws": lambda document: _with(document, "faults", 0, "draws", value=10**12),
    "an unknown fault": lambda document: _with(document, "faults", 0, "item", "kind", value="earthquake"),
    "switches that are none": lambda document: _with(
        document, "tables", "remembered", "rows", value=[["first_store_id", '"store-2"'], ["switches", "[1]"]]
    ),
}


def test_what_is_no_export_is_refused_and_changes_nothing(lived_in: Wire, elsewhere: SandboxServer) -> None:
    good = _export(lived_in.sandbox)
    Wire(elsewhere, lived_in.merchant_url).entry("order-of-before")
    before = _export(elsewhere) | {"exported_at": ""}
    for name, spoil in SPOILED.items():
        response = elsewhere.control_response("POST", "/import", spoil(copy.deepcopy(good)))
        assert (response.status_code, "no export of a sandbox" in response.text) == (400, True), name
        assert _export(elsewhere) | {"exported_at": ""} == before, name
    elsewhere.control("POST", "/import", good)


def test_an_imported_address_that_is_never_called_is_not_called(
    lived_in: Wire, merchant: Merchant, elsewhere: SandboxServer
) -> None:
    spoiled = json.loads(json.dumps(_export(lived_in.sandbox)).replace(merchant.url, "http://169.254.169.254"))
    elsewhere.control("POST", "/import", spoiled)
    elsewhere.clock_advance(2)
    eventually(lambda: len(elsewhere.deliveries("order-untold")[0]["attempts"]) == 2)
    assert elsewhere.deliveries("order-untold")[0]["attempts"][1]["problem"] == "the address is never called"


def test_a_large_export_is_taken_where_other_calls_may_not_be_large(sandbox: SandboxServer) -> None:
    document = _export(sandbox) | {"exported_at": "x" * 2 * 1024 * 1024}
    assert sandbox.control("POST", "/import", document)["imported"]["merchants"] == 1
    assert sandbox.control_response("PUT", "/settings", document).status_code == 413
