from pathlib import Path
from typing import Any

import pytest
import requests

from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire

ENTRY = "POST /platform/entry"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:5001", 200),
        ("localhost:5001", 200),
        ("localhost", 200),
        ("[::1]:5001", 200),
        ("sandbox.evil.example", 403),
        ("127.0.0.1.evil.example:5001", 403),
        ("192.168.1.5:5001", 403),
    ],
)
def test_only_names_of_this_machine_reach_the_controls(host: str, status: int, sandbox: SandboxServer) -> None:
    response = requests.get(f"{sandbox.url}/_sandbox/stores", headers={"Host": host}, timeout=20)
    assert response.status_code == status
    assert ("secret_key" in response.text) == (status == 200)


@pytest.mark.parametrize("open_to_all", [False, True])
def test_other_machines_are_kept_out_unless_configured(open_to_all: bool, tmp_path: Path) -> None:
    server = SandboxServer(tmp_path, control_from_anywhere=open_to_all)
    browser = server.app.test_client()
    response = browser.get("/_sandbox/stores", environ_base={"REMOTE_ADDR": "192.168.1.9"})
    assert response.status_code == (200 if open_to_all else 403)
    home = browser.get("/", environ_base={"REMOTE_ADDR": "192.168.1.9"})
    assert (server.store["secret_key"] in home.text) == open_to_all
    server.stop()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", ""])
def test_what_a_form_of_another_site_can_send_is_refused(kind: str, sandbox: SandboxServer) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = requests.post(f"{sandbox.url}/_sandbox/reset", data=b"{}", headers=headers, timeout=20)
    assert response.status_code == 415


def test_health_and_stores_are_told(sandbox: SandboxServer) -> None:
    assert sandbox.control("GET", "/health") == {"alive": True}
    first, second = sandbox.stores()
    assert first["currencies"] == ["TWD", "JPY", "USD", "CNY", "HKD"]
    assert (second["currencies"], second["identities_required"]) == (["TWD"], True)
    assert first["api_key"] == second["api_key"]


@pytest.mark.parametrize(
    ("method", "path", "body", "word"),
    [
        ("POST", "/orders/a/pay", {"user": "nobody"}, "balance"),
        ("POST", "/orders/a/pay", {"usr": "balance"}, "usr"),
        ("POST", "/next", {"api": "POST /platform/nothing", "result": "999"}, "POST /platform/entry"),
        ("POST", "/next", {"api": ENTRY, "result": "9"}, "result"),
        ("POST", "/faults", {"api": ENTRY, "fault": "fire"}, "timeout_before"),
        ("POST", "/faults", {"api": ENTRY, "fault": "drop"}, "drop"),
        ("POST", "/faults", {"api": "callback result_url", "fault": "http_500"}, "http_500"),
        ("POST", "/faults", {"api": "callback confirm_url", "fault": "reorder"}, "result_url"),
        ("POST", "/faults", {"api": ENTRY, "fault": "slow", "times": 0}, "times"),
        ("PUT", "/clock", {}, "advance_seconds"),
        ("PUT", "/clock", {"now": "2026-01-01T00:00:00"}, "now"),
        ("PUT", "/clock", {"advance_seconds": 1e12}, "year"),
        ("PUT", "/clock", {"advance_seconds": 1e300}, "year"),
        ("PUT", "/settings", {"switches": {"colour": "red"}}, "colour"),
        ("PUT", "/settings", {"switches": {"refusal_http_status": 500}}, "refusal_http_status"),
        ("PUT", "/settings", {"stores": {"nobody": {"balance": 1}}}, "nobody"),
        ("PUT", "/settings", {"stores": {"sandbox-identities": {"currencies": ["EUR"]}}}, "currencies"),
        ("PUT", "/settings", {"stores": {"sandbox-identities": {"balance": -1}}}, "balance"),
    ],
    ids=str,
)
def test_a_call_that_makes_no_sense_is_explained(
    method: str, path: str, body: dict[str, Any], word: str, sandbox: SandboxServer
) -> None:
    response = sandbox.control_response(method, path, body)
    assert response.status_code == 400
    assert word in response.json()["error"]


def test_a_settings_change_is_all_or_nothing(sandbox: SandboxServer) -> None:
    before = sandbox.control("GET", "/settings")
    stores = {sandbox.store["store_id"]: {"balance": 5}}
    good = {"switches": {"callback_digest": False}, "stores": stores}
    bad = good | {"stores": stores | {"nobody": {"balance": 1}}}
    assert sandbox.control_response("PUT", "/settings", bad).status_code == 400
    assert sandbox.control("GET", "/settings") == before
    after = sandbox.control("PUT", "/settings", good)
    assert after["switches"]["callback_digest"] is False
    assert after["stores"][sandbox.store["store_id"]]["balance"] == 5
    sandbox.restart()
    assert sandbox.control("GET", "/settings") == after


def test_books_can_be_opened_again(wire: Wire) -> None:
    wire.paid_order()
    wire.sandbox.change_store(books_closed_before="2100-01-01T00:00:00+00:00")
    assert wire.refund("order-1", 1, "r")["result"] == "111"
    wire.sandbox.change_store(books_closed_before=None)
    assert wire.refund("order-1", 1, "r")["result"] == "000"


def test_the_clock_is_set_advanced_and_kept_over_a_restart(sandbox: SandboxServer) -> None:
    assert sandbox.control("PUT", "/clock", {"now": "2027-05-01T08:00:00+08:00"})["now"].startswith(
        "2027-05-01T00:00:00"
    )
    sandbox.clock_advance(3600)
    sandbox.restart()
    assert sandbox.control("GET", "/clock")["now"].startswith("2027-05-01T01:00:")


def test_planned_answers_are_listed_and_cleared(wire: Wire) -> None:
    wire.sandbox.next_answer(ENTRY, "200", times=None)
    (planned,) = wire.sandbox.control("GET", "/next")
    assert planned == {
        "id": 1,
        "store_id": None,
        "api": ENTRY,
        "result": "200",
        "message": "Bad request",
        "result_object": None,
        "times": None,
    }
    assert wire.entry()["result"] == "200"
    wire.sandbox.control("DELETE", "/next")
    assert wire.entry()["result"] == "000"


def test_a_planned_answer_may_have_no_message(wire: Wire) -> None:
    wire.sandbox.next_answer(ENTRY, "999", message=None)
    assert wire.entry() == {"result": "999", "message": None, "result_object": None}


def test_a_reset_empties_everything_but_the_keys(wire: Wire) -> None:
    keys = [store["secret_key"] for store in wire.sandbox.stores()]
    trade_no = wire.paid_order()["tradeNo"]
    wire.sandbox.change_store(currencies=["TWD"], balance=7)
    wire.sandbox.faults(ENTRY, "http_500")
    wire.sandbox.next_answer(ENTRY, "999")
    wire.sandbox.control("POST", "/reset", {})
    assert wire.status() == 102
    assert wire.sandbox.deliveries() == []
    assert [store["secret_key"] for store in wire.sandbox.stores()] == keys
    assert wire.sandbox.stores()[0]["balance"] == 0
    # Its numbers go on, so that nobody who kept the old ones meets them twice.
    assert wire.paid_order()["tradeNo"] != trade_no


def test_a_second_sandbox_on_the_same_folder_is_turned_away(tmp_path: Path) -> None:
    first = SandboxServer(tmp_path)
    with pytest.raises(Exception, match="Another sandbox is using"):
        SandboxServer(tmp_path)
    first.stop()
