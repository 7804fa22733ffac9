"""Whatever is not an answer is a silence, and says why."""

import gzip
import json
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.jkopay import JkopayClient, JkopayError, Silence, WalletSilent
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve
from tests.jkopay.servers import Handler, RawServer, answer_with, http_answer, reset

SUCCESS = '{"result":"000","message":null,"result_object":{"payment_url":"https://test.jkopay.com/p"}}'


def call(client: JkopayClient) -> WalletSilent:
    with pytest.raises(WalletSilent) as silent:
        client.entry(b"{}")
    assert silent.value.api == "POST /platform/entry"
    return silent.value


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http_answer(""), Silence.NOT_JSON),
        (http_answer("<html>Maintenance</html>"), Silence.NOT_JSON),
        (http_answer(SUCCESS[:-1]), Silence.NOT_JSON),
        (http_answer(SUCCESS + "}"), Silence.NOT_JSON),
        (http_answer('{"result":"101","result":"000"}'), Silence.NOT_JSON),
        (http_answer('{"result":"000","result_object":{"qr_timeout":NaN}}'), Silence.NOT_JSON),
        (http_answer('{"result":"000","result_object":{"qr_timeout":Infinity}}'), Silence.NOT_JSON),
        (http_answer(SUCCESS.encode("utf-16")), Silence.NOT_JSON),
        (http_answer("[" * 100_000), Silence.NOT_JSON),
        (http_answer("[]"), Silence.MALFORMED),
        (http_answer('"000"'), Silence.MALFORMED),
        (http_answer("null"), Silence.MALFORMED),
        (http_answer('{"result":0}'), Silence.MALFORMED),
        (http_answer('{"result":999}'), Silence.MALFORMED),
        (http_answer('{"result":null}'), Silence.MALFORMED),
        (http_answer('{"result":["000"]}'), Silence.MALFORMED),
        (http_answer('{"result":"101","message":5}'), Silence.MALFORMED),
        (http_answer('{"result":"101","message":"\\ud800"}'), Silence.MALFORMED),
        (http_answer('{"result":"101","result_object":false}'), Silence.MALFORMED),
        (http_answer('{"result":"101","result_object":""}'), Silence.MALFORMED),
        (http_answer('{"result":"000","result_object":true}'), Silence.MALFORMED),
        (http_answer('{"result":"000","result_object":[]}'), Silence.MALFORMED),
        (http_answer("{}"), Silence.UNKNOWN_RESULT),
        (http_answer('{"Result":"000","ResultObject":{}}'), Silence.UNKNOWN_RESULT),
        (http_answer('{"result":"777"}'), Silence.UNKNOWN_RESULT),
    ],
)
def test_an_answer_that_says_nothing_is_a_silence(serve: Serve, answer: bytes, reason: Silence) -> None:
    _, client = serve(answer_with(answer))
    silent = call(client)
    assert (silent.reason, silent.http_status, silent.may_have_arrived, silent.hint) == (reason, 200, True, None)


@pytest.mark.parametrize(
    "status", ["400 Bad Request", "429 Too Many Requests", "500 Oops", "503 Busy", "204 No Content"]
)
@pytest.mark.parametrize("body", ["", "<html></html>", '{"message":"Forbidden"}', '{"result":"777"}'])
def test_another_http_status_without_a_documented_answer_is_a_silence(serve: Serve, status: str, body: str) -> None:
    _, client = serve(answer_with(http_answer("" if status.startswith("204") else body, status)))
    silent = call(client)
    assert (silent.reason, silent.http_status) == (Silence.HTTP_STATUS, int(status[:3]))
    assert silent.may_have_arrived


@pytest.mark.parametrize(
    ("status", "setting"),
    [("401 Unauthorized", "secret key"), ("403 Forbidden", "API key"), ("404 Not Found", "base URL")],
)
def test_a_status_that_blames_a_setting_names_it(serve: Serve, status: str, setting: str) -> None:
    _, client = serve(answer_with(http_answer("", status)))
    hint = call(client).hint
    assert hint is not None
    assert setting in hint


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(serve: Serve, status: str) -> None:
    elsewhere, _ = serve(answer_with(http_answer(SUCCESS)))
    server, client = serve(answer_with(http_answer(SUCCESS, status, f"Location: {elsewhere.url}/\r\n")))
    silent = call(client)
    assert (silent.reason, silent.http_status) == (Silence.REDIRECT, int(status[:3]))
    assert (len(server.requests), elsewhere.connections) == (1, 0)


def cut_off(sent: bytes) -> Handler:
    def handle(connection: socket.socket, request: bytes) -> None:
        connection.sendall(sent)
        time.sleep(0.05)
        reset(connection, request)

    return handle


@pytest.mark.parametrize(
    "sent",
    [b"", b"H", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", http_answer(SUCCESS)[:-1]],
)
def test_a_connection_that_breaks_off_is_a_silence_and_not_tried_again(serve: Serve, sent: bytes) -> None:
    server, client = serve(cut_off(sent))
    silent = call(client)
    assert (silent.reason, silent.may_have_arrived) == (Silence.NO_ANSWER, True)
    time.sleep(0.05)
    assert (server.connections, len(server.requests)) == (1, 1)


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\0\0\0\0\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
    ],
)
def test_what_is_not_http_is_a_silence(serve: Serve, sent: bytes) -> None:
    _, client = serve(cut_off(sent))
    silent = call(client)
    assert silent.may_have_arrived
    assert silent.reason in (Silence.NO_ANSWER, Silence.NOT_JSON)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"]))
def test_no_bytes_at_all_raise_anything_else(noise: bytes, start: bytes) -> None:
    def handle(connection: socket.socket, request: bytes) -> None:
        connection.sendall(start + noise)
        connection.shutdown(socket.SHUT_RDWR)

    with (
        RawServer(handle) as server,
        JkopayClient(server.url, api_key=API_KEY, secret_key=SECRET_KEY) as client,
        pytest.raises(JkopayError),
    ):
        client.entry(b"{}")


PADDED = SUCCESS[:-1] + " " * (2 * 1024 * 1024) + "}"


@pytest.mark.parametrize(
    "answer",
    [
        http_answer(PADDED),
        http_answer(gzip.compress(PADDED.encode()), headers="Content-Encoding: gzip\r\n"),
        http_answer(gzip.compress(gzip.compress(PADDED.encode())), headers="Content-Encoding: gzip, gzip\r\n"),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + PADDED.encode(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n" % (len(PADDED), PADDED.encode()),
    ],
    ids=["plain", "gzip", "gzip twice", "until it closes", "chunked"],
)
def test_an_answer_that_is_too_large_is_not_read_to_its_end(serve: Serve, answer: bytes) -> None:
    _, client = serve(answer_with(answer))
    assert call(client).reason is Silence.TOO_LARGE


def test_an_answer_that_never_ends_is_given_up_early(serve: Serve) -> None:
    sent = 0

    def flood(connection: socket.socket, request: bytes) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b" " * 65536)
            sent += 65536

    _, client = serve(flood)
    assert call(client).reason is Silence.TOO_LARGE
    assert sent < 64 * 1024 * 1024


def test_a_large_answer_below_the_limit_is_read(serve: Serve) -> None:
    rows = [{"platform_order_id": "a", "status": 101, "pad": "x" * 900_000}]
    body = json.dumps({"result": "000", "result_object": {"transactions": rows}})
    _, client = serve(answer_with(http_answer(body)))
    assert client.inquiry(["a"]).transactions["a"].status == 101


def test_a_compressed_answer_is_read(serve: Serve) -> None:
    _, client = serve(answer_with(http_answer(gzip.compress(SUCCESS.encode()), headers="Content-Encoding: gzip\r\n")))
    assert client.entry(b"{}").payment_url == "https://test.jkopay.com/p"
