"""No call reads a whole table, so that a million orders cost a call what ten cost it."""

import re
from collections.abc import Callable

import pytest

from app.sandbox.database import Database
from app.sandbox.schema import MERCHANT_DATA
from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer

_SCAN = re.compile(rf"SCAN ({'|'.join(MERCHANT_DATA)})\b")
# The newest rows by their number: read from the end of the table, as many as are wanted.
_NEWEST = re.compile(r"SELECT \* FROM \w+\s+ORDER BY number DESC LIMIT \d+")


def _do_everything(sandbox: SandboxServer, merchant: Merchant) -> None:
    """One of each call of a merchant, of what its shoppers do, and of what is told to it."""
    sandbox.set_clock(MONDAY_MORNING)
    sandbox.control("POST", "/stores", {"store_id": "store-b"})
    sandbox.faults("GET /platform/inquiry", "slow", store_id="store-b")
    sandbox.faults("POST /platform/authpay/refund", "slow", store_id="store-b")
    sandbox.faults("POST /platform/authpay/cancel", "slow", store_id="store-b")
    sandbox.change_store(cancellation_url=f"{merchant.url}/cancelled")
    wire = AuthpayWire(sandbox, merchant.url)
    wire.entry()
    wire.paid_order(confirm_url=f"{merchant.url}/confirm")
    wire.refund("order-1", 400, "refund-1")
    wire.inquiry("order-1", "order-2")
    wire.entry("order-2")
    sandbox.control("POST", "/orders/order-2/fail")
    auth_no = wire.bound()
    wire.bind(name="bind-1")
    wire.charge(auth_no)
    wire.refund_charge("charge-1", 1)
    wire.charges("charge-1")
    wire.detail(auth_no)
    sandbox.change_user(auth_no, "bank")
    sandbox.cancel(auth_no)
    sandbox.decline(wire.bind(name="bind-2")["result_object"]["auth_no"])
    sandbox.deliveries("order-1")
    eventually(lambda: {each["state"] for each in sandbox.deliveries()} == {"delivered"})
    sandbox.control("POST", "/deliveries/1/redeliver")


def _trace(database: Database, note: Callable[[str], None] | None) -> None:
    """While nobody uses the connection: setting it waits for them, and they for the interpreter's lock."""
    with database.read() as connection:
        connection.set_trace_callback(note)


@pytest.fixture
def statements(sandbox: SandboxServer, merchant: Merchant) -> set[str]:
    """What these calls ask of the database, as it was asked, with values."""
    seen: set[str] = set()
    database = sandbox.app.extensions["sandbox"].database
    _trace(database, seen.add)
    _do_everything(sandbox, merchant)
    _trace(database, None)
    return {each for each in seen if each.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))}


def test_every_statement_of_a_call_finds_its_rows_by_an_index(statements: set[str], sandbox: SandboxServer) -> None:
    assert len(statements) > 60
    plans = {}
    with sandbox.app.extensions["sandbox"].database.read() as connection:
        for statement in statements:
            if _NEWEST.fullmatch(statement):
                continue
            steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            plans[statement] = [row["detail"] for row in steps]
    scans = {statement: plan for statement, plan in plans.items() if any(_SCAN.search(step) for step in plan)}
    assert scans == {}


def test_a_scan_would_be_noticed(sandbox: SandboxServer) -> None:
    with sandbox.app.extensions["sandbox"].database.read() as connection:
        steps = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM orders WHERE currency = 'TWD'").fetchall()
    assert _SCAN.search(steps[0]["detail"])
