"""Neither key gets into anything that could be logged or shown."""

import logging
import traceback
from collections.abc import Callable

import pytest

from app.jkopay import JkopayClient, JkopayError, compute_digest
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve
from tests.jkopay.servers import Handler, answer_with, http_answer, reset


def test_the_client_shows_no_key() -> None:
    client = JkopayClient("https://onlinepay.jkopay.com", api_key=API_KEY, secret_key=SECRET_KEY)
    shown = repr(client) + str(client) + repr(client._sender) + repr(client.__dict__) + repr(client.authpay.__dict__)
    assert "https://onlinepay.jkopay.com" in shown
    assert API_KEY not in shown
    assert SECRET_KEY not in shown


@pytest.mark.parametrize(
    "handler",
    [
        answer_with(http_answer('{"result":"201","message":"Validation error"}')),
        answer_with(http_answer("<html>", "403 Forbidden")),
        answer_with(b"nonsense\r\n\r\n"),
        answer_with(http_answer('{"result":"000","result_object":{}}')),
        reset,
    ],
    ids=["refused", "http status", "nonsense", "malformed", "reset"],
)
@pytest.mark.parametrize(
    "call",
    [lambda client, body: client.entry(body), lambda client, body: client.authpay.transaction(body)],
    ids=["entry", "charge"],
)
def test_an_error_shows_no_key_and_no_digest(
    serve: Serve,
    handler: Handler,
    call: Callable[[JkopayClient, bytes], object],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    _, client = serve(handler)
    body = b'{"platform_order_id":"order-1"}'
    with pytest.raises(JkopayError) as caught:
        call(client, body)
    # With the locals of every frame, as error trackers collect them.
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = "".join(frames.format()) + repr(caught.value) + str(caught.value) + repr(vars(caught.value)) + caplog.text
    for secret in (API_KEY, SECRET_KEY, compute_digest(body, SECRET_KEY)):
        assert secret not in shown


def test_a_key_that_cannot_be_used_is_not_repeated() -> None:
    with pytest.raises(JkopayError) as refused:
        JkopayClient("https://onlinepay.jkopay.com", api_key=f"{API_KEY}\n", secret_key=SECRET_KEY)
    assert API_KEY not in repr(refused.value) + str(refused.value)
