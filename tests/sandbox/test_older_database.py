"""A file made before authorized payment is opened as it is, with what is in it."""

import sqlite3
from pathlib import Path

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer


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


def _make_older(file: Path) -> None:
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
