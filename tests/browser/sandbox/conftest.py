"""A sandbox alone, with a merchant's server that hears its calls, for the console's tests."""

from collections.abc import Iterator

import pytest

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer


@pytest.fixture
def origins(sandbox: SandboxServer) -> tuple[str]:
    """The only place the browsers of these tests may ask for anything."""
    return (f"{sandbox.url}/",)


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    server = Merchant()
    yield server
    server.stop()


@pytest.fixture
def wire(sandbox: SandboxServer, merchant: Merchant) -> AuthpayWire:
    """What happened before anybody looked: an order that waits, one paid and partly refunded, one the store could not
    take note of, an authorization with a charge and one not decided."""
    sandbox.set_clock(MONDAY_MORNING)
    made = AuthpayWire(sandbox, merchant.url)
    made.entry("order-20270301-0001")
    made.paid_order("order-20270301-0002")
    made.refund("order-20270301-0002", 100, "refund-20270301-1")
    merchant.answer = (500, b'{"error":"database is locked"}')
    made.paid_order("order-20270301-0003", user="coins")
    made.charge(made.bound("regular"))
    made.bind("limited", "bind-2", authpay_name="一鍵付款")
    return made
