"""A file that an earlier sandbox made is opened as it is, with what is in it."""

import json
import sqlite3
from pathlib import Path

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer

EARLIER_TABLES = Path(__file__).with_name("earlier_tables.sql")


def test_a_file_without_the_later_columns_gets_them(tmp_path: Path, merchant: Merchant) -> None:
    server = SandboxServer(tmp_path)
    wire = AuthpayWire(server, merchant.url)
    wire.paid_order()
    wire.refund("order-1", 400, "refund-1")
    server.stop()
    _make_older(tmp_path / "sandbox.sqlite3")
    server = SandboxServer(tmp_path)
    wire = AuthpayWire(server, merchant.url)
    assert wire.inquiry("order-1")[0]["refund_history"][0]["amount"] == 400
    assert (server.stores()[0]["cancellation_url"], server.stores()[0]["closed"]) == (None, False)
    server.set_clock(MONDAY_MORNING)
    wire.charge(wire.bound(), "order-2")
    assert wire.refund_charge("order-2", 390, "refund-1")["result"] == "000"
    server.stop()


def test_a_file_of_one_merchant_becomes_the_first_ones(tmp_path: Path, merchant: Merchant) -> None:
    server = SandboxServer(tmp_path)
    server.set_clock(MONDAY_MORNING)
    wire = AuthpayWire(server, merchant.url)
    wire.paid_order()
    wire.charge(wire.bound())
    eventually(lambda: {each["state"] for each in server.deliveries()} == {"delivered"})
    trade_no = wire.paid_order("order-gone")["tradeNo"]
    stores = server.stores()
    server.stop()
    _make_single(tmp_path / "sandbox.sqlite3")
    server = SandboxServer(tmp_path)
    assert server.stores() == stores
    wire = AuthpayWire(server, merchant.url)
    assert (wire.status("order-1"), wire.charge_status()) == (0, 0)
    told = server.deliveries("order-1") + server.deliveries("bind-1")
    assert [each["store_id"] for each in told] == [stores[0]["store_id"]] * 2
    # The last order was deleted by hand; its number is not given again.
    assert wire.paid_order("order-new")["tradeNo"] != trade_no
    added = server.control("POST", "/merchants", {})
    other = AuthpayWire(server, merchant.url, next(each for each in server.stores() if each["merchant_id"] == 2))
    assert (added["merchant_id"], other.entry("order-1")["result"]) == (2, "000")
    server.stop()


def test_a_taken_over_file_is_opened_again(tmp_path: Path) -> None:
    SandboxServer(tmp_path).stop()
    _make_single(tmp_path / "sandbox.sqlite3")
    first = SandboxServer(tmp_path)
    first.restart()
    assert first.stores()[0] == first.store
    first.stop()


def _make_older(file: Path) -> None:
    """As before authorized payment."""
    _make_single(file)
    connection = sqlite3.connect(file)
    connection.executescript("""
        DROP INDEX refunds_of_payment;
        ALTER TABLE stores DROP COLUMN cancellation_url;
        ALTER TABLE stores DROP COLUMN closed;
        ALTER TABLE refunds DROP COLUMN of_deduction;
        DROP TABLE authorizations;
        DROP TABLE deductions;
        CREATE UNIQUE INDEX refunds_of_order ON refunds (platform_order_id, refund_order_id);
    """)
    connection.close()


def _make_single(file: Path) -> None:
    """As before there were several merchants: by the tables of that time, and keys that are remembered."""
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    connection.execute("DELETE FROM orders WHERE platform_order_id = 'order-gone'")
    store_id = connection.execute("SELECT value FROM remembered WHERE name = 'first_store_id'").fetchone()["value"]
    keys = dict(connection.execute("SELECT api_key, secret_key FROM merchants").fetchone())
    counters = connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    for statement in filter(None, EARLIER_TABLES.read_text().split(";\n")):
        name = statement.split()[2]
        connection.execute(f"ALTER TABLE {name} RENAME TO now_{name}")
        connection.execute(statement)
        columns = [row["name"] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (name,))]
        connection.execute(f"INSERT INTO {name} SELECT {', '.join(columns)} FROM now_{name}")  # noqa: S608
        connection.execute(f"DROP TABLE now_{name}")
    for name, seq in counters:
        connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (seq, name))
    connection.execute("DROP TABLE merchants")
    connection.execute("DELETE FROM remembered WHERE name = 'first_store_id'")
    kept = json.dumps({"store_id": json.loads(store_id), **keys})
    connection.execute("INSERT INTO remembered VALUES ('merchant', ?)", (kept,))
    columns_of_then = "platform_order_id, of_deduction, refund_order_id"
    connection.execute(f"CREATE UNIQUE INDEX refunds_of_payment ON refunds ({columns_of_then})")
    connection.commit()
    connection.close()
