"""What a caller sees of each call: everything that went over the wire, but no key."""

import socket
from contextlib import suppress

import pytest

from app.jkopay import Api, Exchange, JkopayError, compute_digest
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve
from tests.jkopay.servers import Handler, answer_with, http_answer, reset

NO_ORDER = b'{"result":"102","message":"Order not found","result_object":null}'


def break_off(connection: socket.socket, request: bytes) -> None:
    """Half an answer."""
    connection.sendall(http_answer(NO_ORDER)[:-9])
    reset(connection, request)


def see(serve: Serve, handler: Handler, *ids: str) -> Exchange:
    """What is told of an inquiry, whatever comes of it."""
    seen: list[Exchange] = []
    _server, client = serve(handler, on_exchange=seen.append)
    with suppress(JkopayError):
        client.inquiry(ids)
    (exchange,) = seen
    return exchange


def test_an_answer_is_told_with_the_bytes_and_the_digest_that_were_sent(serve: Serve) -> None:
    exchange = see(serve, answer_with(http_answer(NO_ORDER, headers="X-Seen: yes\r\n")), "a", "b")
    assert exchange.api is Api.INQUIRY
    assert exchange.url.endswith("/platform/inquiry?platform_order_ids=a,b")
    assert exchange.payload == b"platform_order_ids=a,b"
    assert exchange.digest == compute_digest(exchange.payload, SECRET_KEY)
    assert (exchange.status, exchange.answer) == (200, NO_ORDER)
    assert ("X-Seen", "yes") in exchange.answer_headers
    assert exchange.seconds > 0
    assert ("api-key", "[masked]") in exchange.headers
    assert ("digest", exchange.digest) in exchange.headers


@pytest.mark.parametrize("handler", [reset, break_off])
def test_a_call_without_a_whole_answer_is_told_too(serve: Serve, handler: Handler) -> None:
    exchange = see(serve, handler, "a")
    assert (exchange.status, exchange.answer, exchange.answer_headers) == (None, None, ())


def test_no_key_and_no_data_is_in_its_repr(serve: Serve) -> None:
    shown = repr(see(serve, answer_with(http_answer(NO_ORDER)), "an-id-of-ours"))
    for secret in (API_KEY, SECRET_KEY, "an-id-of-ours", "Order not found"):
        assert secret not in shown
