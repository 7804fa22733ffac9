"""JKOPay's side: a sandbox in a process of its own, whose database can be asked for what really happened."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.crash.processes import Child
from tests.sandbox.server import SandboxServer

Row = tuple[Any, ...]

_PAID = """SELECT platform_order_id, final_price FROM payments JOIN orders USING (platform_order_id)
    UNION ALL SELECT platform_order_id, final_price FROM deductions WHERE state = 'paid'"""
_REFUNDED = "SELECT coalesce(refund_order_id, '-'), amount FROM refunds"
_STANDING = "SELECT platform_authpay_id, status FROM authorizations"


class FarSandbox(SandboxServer):
    """The same verbs for a sandbox that runs in another process."""

    def __init__(self, folder: Path) -> None:
        self._questions, theirs = multiprocessing.Pipe()
        self.process = Child(lambda: _run(folder / "sandbox", theirs), folder / "sandbox.log")
        theirs.close()
        self._port = self._questions.recv()
        self.store = self.stores()[0]

    def stop(self) -> None:
        """End it."""
        self._questions.close()
        self.process.kill()

    def paid(self) -> dict[str, int]:
        """What was paid or deducted: amount in smallest units by `platform_order_id`."""
        return dict(self._ask(_PAID))

    def refunds(self) -> list[tuple[str, int]]:
        """`refund_order_id` and amount of every refund that was made."""
        return [(number, amount) for number, amount in self._ask(_REFUNDED)]

    def standing(self) -> dict[str, str]:
        """Status of every authorization by `platform_authpay_id`."""
        return dict(self._ask(_STANDING))

    def has_told(self, address: str, number: str) -> bool:
        """Whether every call of `result_url` or `cancellation_url` about `number` has arrived."""
        told = [row["state"] for row in self.deliveries(number) if row["callback"] == address]
        return bool(told) and all(state == "delivered" for state in told)

    def _ask(self, query: str) -> list[Row]:
        self._questions.send(query)
        rows: list[Row] = self._questions.recv()
        return rows


def _run(folder: Path, questions: "Connection[Any, Any]") -> None:
    server = SandboxServer(folder)
    questions.send(int(server.url.rpartition(":")[2]))
    database = server.app.extensions["sandbox"].database
    while True:
        try:
            query = questions.recv()
        except EOFError:
            return
        with database.read() as connection:
            questions.send([tuple(row) for row in connection.execute(query).fetchall()])
