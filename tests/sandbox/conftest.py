from collections.abc import Iterator

import pytest

from tests.sandbox.authpay_wire import MONDAY_MORNING, AuthpayWire
from tests.sandbox.browser import Browser
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    server = Merchant()
    yield server
    server.stop()


@pytest.fixture
def wire(sandbox: SandboxServer, merchant: Merchant) -> Wire:
    return Wire(sandbox, merchant.url)


@pytest.fixture
def authpay(sandbox: SandboxServer, merchant: Merchant) -> AuthpayWire:
    """At an hour when deductions are possible."""
    sandbox.set_clock(MONDAY_MORNING)
    return AuthpayWire(sandbox, merchant.url)


@pytest.fixture
def browser() -> Browser:
    return Browser()
