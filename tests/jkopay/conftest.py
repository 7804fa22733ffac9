"""A raw server and a client of it, both gone after the test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import EntryRequest, JkopayClient
from tests.jkopay.servers import CERTIFICATE, Handler, RawServer

API_KEY = "api-key-8f1d"
SECRET_KEY = "secret-key-3c7a"

Serve = Callable[..., tuple[RawServer, JkopayClient]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:

        def start(handler: Handler, *, tls: bool = False, **limits: Any) -> tuple[RawServer, JkopayClient]:
            server = stack.enter_context(RawServer(handler, tls=tls))
            client = JkopayClient(
                server.url,
                api_key=API_KEY,
                secret_key=SECRET_KEY,
                ca_bundle=str(CERTIFICATE) if tls else None,
                **limits,
            )
            return server, stack.enter_context(client)

        yield start


def make_entry(**changes: Any) -> EntryRequest:
    fields: dict[str, Any] = {
        "platform_order_id": "order-1",
        "store_id": "35f12dff-1581-11e9-a054-00505684fd45",
        "currency": "TWD",
        "total_price": Decimal(120),
        "final_price": Decimal(100),
        "unredeem": Decimal(0),
        "valid_time": None,
        "confirm_url": "https://shop.example/jkopay/confirm/token-77",
        "result_url": "https://shop.example/jkopay/result/token-77",
        "result_display_url": "https://shop.example/orders/1",
    }
    return EntryRequest(**fields | changes)
