"""The control interface's lists of orders, authorizations and wallet users."""

from typing import Any

import pytest
import requests

from app.sandbox.wallet_users import WALLET_USERS
from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire


def ids(sandbox: SandboxServer, query: str = "") -> list[str]:
    rows: list[dict[str, Any]] = sandbox.control("GET", f"/orders{query}")["orders"]
    return [row["platform_order_id"] for row in rows]


def test_orders_are_found_by_store_state_and_part_of_their_id(wire: Wire) -> None:
    wire.entry("Alpha-1")
    wire.paid_order("alpha-2")
    wire.entry("beta-3", store_id="sandbox-identities", identities=["A123456789"])
    assert ids(wire.sandbox) == ["beta-3", "alpha-2", "Alpha-1"]
    assert ids(wire.sandbox, "?text=ALPHA") == ["alpha-2", "Alpha-1"]
    assert ids(wire.sandbox, "?state=paid") == ["alpha-2"]
    assert ids(wire.sandbox, "?store_id=sandbox-identities") == ["beta-3"]
    assert ids(wire.sandbox, f"?store_id={wire.sandbox.store['store_id']}&state=open&text=1") == ["Alpha-1"]
    assert ids(wire.sandbox, "?text=gamma") == []


def test_orders_come_a_page_at_a_time_and_each_once(wire: Wire) -> None:
    for number in range(5):
        wire.entry(f"order-{number}")
    seen, query = [], "?limit=2"
    while query:
        page = wire.sandbox.control("GET", f"/orders{query}")
        seen.append([row["platform_order_id"] for row in page["orders"]])
        query = f"?limit=2&before={page['next_before']}" if page["next_before"] else ""
    assert seen == [["order-4", "order-3"], ["order-2", "order-1"], ["order-0"]]


def test_an_order_far_behind_the_newest_is_still_reached(wire: Wire) -> None:
    wire.entry("long-ago")
    with wire.sandbox.app.extensions["sandbox"].database.write() as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 250000 WHERE name = 'orders'")
    wire.entry("today")
    pages: list[list[str]] = []
    query = ""
    while len(pages) < 10:
        page = wire.sandbox.control("GET", f"/orders{query}")
        pages.append([row["platform_order_id"] for row in page["orders"]])
        if page["next_before"] is None:
            break
        query = f"?before={page['next_before']}"
    assert pages == [["today"], [], ["long-ago"]]


@pytest.mark.parametrize("query", ["?state=lost", "?limit=0", "?limit=201", "?before=0", "?colour=red"])
def test_a_query_that_makes_no_sense_is_explained(query: str, sandbox: SandboxServer) -> None:
    response = sandbox.control_response("GET", f"/orders{query}")
    assert response.status_code == 400
    assert query[1:].partition("=")[0] in response.json()["error"]


def test_an_order_is_told_with_its_payment_refunds_and_deliveries(wire: Wire) -> None:
    wire.paid_order("a/b", user="coins", total_price=1200)
    wire.refund("a/b", 300, "refund-1")
    eventually(lambda: wire.sandbox.deliveries("a/b")[0]["state"] == "delivered")
    order = wire.sandbox.control("GET", "/orders/a/b")
    assert (order["total_price"], order["final_price"], order["state"], order["status"]) == (1200, 1000, "paid", 0)
    assert (order["payment"]["user"], order["payment"]["debit_amount"]) == ("coins", 950)
    assert [(refund["refund_order_id"], refund["amount"]) for refund in order["refunds"]] == [("refund-1", 300)]
    assert [delivery["callback"] for delivery in order["deliveries"]] == ["result_url"]
    assert requests.get(order["payment_url"], timeout=20).status_code == 200


def test_an_unpaid_order_says_what_stands_in_the_way(wire: Wire) -> None:
    wire.entry()
    assert wire.sandbox.control("GET", "/orders/order-1")["problem"] is None
    wire.sandbox.clock_advance(1201)
    order = wire.sandbox.control("GET", "/orders/order-1")
    assert (order["problem"], order["payment"], order["refunds"]) == ("link_expired", None, [])


def test_an_order_that_two_merchants_have_is_asked_for_with_the_merchant(wire: Wire, sandbox: SandboxServer) -> None:
    assert wire.entry(final_price=700)["result"] == "000"
    other = sandbox.control("POST", "/merchants", {"name": "Other"})
    assert Wire(sandbox, wire.merchant_url, other["stores"][0]).entry(final_price=800)["result"] == "000"
    response = sandbox.control_response("GET", "/orders/order-1")
    assert response.status_code == 400
    assert "merchant_id" in response.json()["error"]
    prices = [
        sandbox.control("GET", f"/orders/order-1?merchant_id={number}")["final_price"]
        for number in (1, other["merchant_id"])
    ]
    assert prices == [700, 800]


@pytest.mark.parametrize("path", ["/orders/nobody", "/authorizations/1"])
def test_what_is_not_there_is_404(path: str, sandbox: SandboxServer) -> None:
    assert sandbox.control_response("GET", path).status_code == 404


def test_an_authorization_is_told_with_its_terms_charges_and_deliveries(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("regular")
    authpay.charge(auth_no)
    told = authpay.sandbox.control("GET", f"/authorizations/{auth_no}")
    assert told["billing_cycle"] == {"period": "month", "times": 1}
    assert (told["billing_amount"], told["status"], told["user"]) == (390, "granted", "balance")
    assert [charge["platform_order_id"] for charge in told["deductions"]] == ["charge-1"]
    assert [delivery["platform_order_id"] for delivery in told["deliveries"]] == ["bind-1"]


def test_all_wallet_users_are_told_with_their_password(sandbox: SandboxServer) -> None:
    users = sandbox.control("GET", "/users")
    assert [user["user"] for user in users] == list(WALLET_USERS)
    assert {user["password"] for user in users} == {"0000"}
    assert next(user for user in users if user["user"] == "coins")["coins"] == 50


@pytest.mark.parametrize("path", ["/orders", "/orders/a", "/authorizations/1", "/users", "/magic"])
def test_the_lists_are_for_this_machine_only(path: str, sandbox: SandboxServer) -> None:
    response = requests.get(f"{sandbox.url}/_sandbox{path}", headers={"Host": "sandbox.evil.example"}, timeout=20)
    assert response.status_code == 403
