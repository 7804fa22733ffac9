"""A comparison means something only while the copied orders are such as calls make."""

from pathlib import Path

from tests.bench.sandbox.filling import fill_emulator, fill_sandbox
from tests.bench.sandbox.servers import run_emulator
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire


def test_copied_orders_are_asked_for_and_paid_like_any_other(tmp_path: Path) -> None:
    server = SandboxServer(tmp_path)
    Wire(server, "https://shop.example").entry()
    server.stop()
    ids = fill_sandbox(tmp_path, 20, 3)
    server.start()
    wire = Wire(server, "https://shop.example")
    assert [row["status"] for row in wire.inquiry(*ids)] == [101] * len(ids)
    assert "transaction" in server.pay(ids[0])
    document = server.control("GET", "/export")
    assert len(document["tables"]["orders"]["rows"]) == 21
    assert server.control("POST", "/import", document)["imported"]["orders"] == 21
    server.stop()


def test_the_emulator_keeps_what_it_is_told(tmp_path: Path) -> None:
    file = tmp_path / "orders.pickle"
    fill_emulator(file, {"platform_order_id": "x", "final_price": 1}, 10)
    before = file.stat().st_size
    with run_emulator(file) as client:
        client.enter()
    assert file.stat().st_size > before
