import contextlib
import gc
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.jkopay import JkopayClient, RequestInvalid, Silence, WalletSilent
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve
from tests.jkopay.servers import CERTIFICATE, answer_with, http_answer, reset
from tests.ports import reserve_port

SUCCESS = http_answer('{"result":"000","message":null,"result_object":{"transactions":[]}}')


def make_client(url: str, **settings: object) -> JkopayClient:
    return JkopayClient(url, api_key=API_KEY, secret_key=SECRET_KEY, **settings)  # type: ignore[arg-type]


def fail(client: JkopayClient) -> WalletSilent:
    with pytest.raises(WalletSilent) as silent:
        client.refund(b"{}")
    return silent.value


@pytest.mark.parametrize("tls", [False, True])
def test_calls_one_after_another_share_a_connection(serve: Serve, tls: bool) -> None:
    server, client = serve(answer_with(SUCCESS), tls=tls)
    for number in range(10):
        client.inquiry([f"order-{number}"])
    assert (server.connections, len(server.requests)) == (1, 10)


def test_a_refusal_and_a_silence_keep_the_connection_too(serve: Serve) -> None:
    server, client = serve(answer_with(http_answer("<html>", "502 Bad Gateway"), http_answer("{}"), SUCCESS))
    fail(client)
    fail(client)
    client.inquiry(["order-1"])
    assert server.connections == 1


def test_threads_share_the_client_and_its_connections(serve: Serve) -> None:
    together = threading.Barrier(8)

    def meet(connection: socket.socket, request: bytes) -> None:
        together.wait(timeout=10)
        asked = request.split(b"=")[1].split(b" ")[0].decode()
        row = {"platform_order_id": asked, "status": 101}
        connection.sendall(http_answer(json.dumps({"result": "000", "result_object": {"transactions": [row]}})))

    server, client = serve(meet)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            ids = [f"order-{number}" for number in range(8)]
            found = list(pool.map(lambda asked: set(client.inquiry([asked]).transactions), ids))
            assert found == [{asked} for asked in ids]
    assert server.connections == 8


def test_a_connection_closed_while_idle_is_replaced(serve: Serve) -> None:
    closed = threading.Event()

    def answer_and_close(connection: socket.socket, request: bytes) -> None:
        connection.sendall(SUCCESS)
        connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    server, client = serve(answer_and_close)
    client.inquiry(["order-1"])
    assert closed.wait(10)
    client.inquiry(["order-1"])
    assert server.connections == 2


def test_a_reset_on_a_kept_connection_may_have_arrived_and_is_not_sent_again(serve: Serve) -> None:
    calls = 0

    def answer_then_reset(connection: socket.socket, request: bytes) -> None:
        nonlocal calls
        calls += 1
        connection.sendall(SUCCESS) if calls == 1 else reset(connection, request)

    server, client = serve(answer_then_reset)
    client.inquiry(["order-1"])
    silent = fail(client)
    assert (silent.reason, silent.may_have_arrived) == (Silence.NO_ANSWER, True)
    time.sleep(0.05)
    assert (server.connections, len(server.requests)) == (1, 2)


def test_not_even_an_inquiry_is_sent_again(serve: Serve) -> None:
    server, client = serve(reset)
    with pytest.raises(WalletSilent):
        client.inquiry(["order-1"])
    time.sleep(0.05)
    assert (server.connections, len(server.requests)) == (1, 1)


def test_a_connection_with_an_unread_rest_is_closed(serve: Serve) -> None:
    closed = threading.Event()

    def send_too_much(connection: socket.socket, request: bytes) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b" " * 1_200_000)
            connection.recv(1)
        closed.set()

    _, client = serve(send_too_much)
    gc.disable()
    try:
        assert fail(client).reason is Silence.TOO_LARGE
        assert closed.wait(timeout=10)
    finally:
        gc.enable()


def test_the_call_after_a_broken_one_works(serve: Serve) -> None:
    _, client = serve(answer_with(b"nonsense\r\n\r\n", SUCCESS))
    fail(client)
    assert client.inquiry(["order-1"]).transactions == {}


def test_nothing_was_sent_when_nobody_listens() -> None:
    silent = fail(make_client(f"http://127.0.0.1:{reserve_port()}"))
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)
    assert silent.cause == "ConnectionRefusedError"


@pytest.mark.parametrize("host", ["nothing.invalid", "a..b", "x" * 64 + ".example"])
def test_nothing_was_sent_when_the_name_is_not_known(host: str) -> None:
    silent = fail(make_client(f"http://{host}:8080", connect_timeout=3))
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)


def test_a_name_is_resolved_and_its_addresses_tried_in_turn(serve: Serve) -> None:
    server, _ = serve(answer_with(SUCCESS))
    with make_client(f"http://localhost:{server.port}") as client:
        assert client.inquiry(["order-1"]).transactions == {}


def test_a_certificate_nobody_vouches_for_stops_the_call(serve: Serve) -> None:
    server, _ = serve(answer_with(SUCCESS), tls=True)
    silent = fail(make_client(server.url))
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)
    assert silent.cause == "SSLCertVerificationError"
    assert server.requests == []


def test_a_certificate_for_another_name_stops_the_call(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server, _ = serve(answer_with(SUCCESS), tls=True)
    address = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: address)
    silent = fail(make_client("https://onlinepay.example", ca_bundle=str(CERTIFICATE)))
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)
    assert silent.cause == "SSLCertVerificationError"


def test_plain_text_behind_https_stops_the_call(serve: Serve) -> None:
    server, _ = serve(answer_with(SUCCESS))
    silent = fail(make_client(server.url.replace("http:", "https:"), connect_timeout=1))
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)


def test_proxies_and_netrc_of_the_environment_are_left_alone(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server, client = serve(answer_with(SUCCESS))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client.inquiry(["order-1"])
    assert b"authorization" not in server.requests[0].lower()


def test_cookies_are_not_carried_from_call_to_call(serve: Serve) -> None:
    answer = SUCCESS.replace(b"\r\n\r\n", b"\r\nSet-Cookie: session=1; Path=/\r\n\r\n", 1)
    server, client = serve(answer_with(answer))
    client.inquiry(["order-1"])
    client.inquiry(["order-1"])
    assert b"cookie" not in server.requests[1].lower()


def test_a_base_url_may_have_a_path(serve: Serve) -> None:
    server, _ = serve(answer_with(SUCCESS))
    with make_client(f"{server.url}/jkopay/") as client:
        client.inquiry(["order-1"])
    assert server.requests[0].startswith(b"GET /jkopay/platform/inquiry?platform_order_ids=order-1 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("base_url", {"base_url": ""}),
        ("base_url", {"base_url": "onlinepay.jkopay.com"}),
        ("base_url", {"base_url": "ftp://onlinepay.jkopay.com"}),
        ("base_url", {"base_url": "https://user:pass@onlinepay.jkopay.com"}),
        ("base_url", {"base_url": "https://onlinepay.jkopay.com/?a=b"}),
        ("api_key", {"api_key": ""}),
        ("api_key", {"api_key": "key\r\nX: y"}),
        ("secret_key", {"secret_key": ""}),
        ("connect_timeout", {"connect_timeout": 0}),
        ("read_timeout", {"read_timeout": -1}),
        ("deadline", {"deadline": float("nan")}),
        ("deadline", {"deadline": 10**9}),
    ],
)
def test_a_setting_that_cannot_work_is_refused_at_once(field: str, change: dict[str, object]) -> None:
    settings = {"base_url": "https://onlinepay.jkopay.com", "api_key": API_KEY, "secret_key": SECRET_KEY} | change
    with pytest.raises(RequestInvalid) as refused:
        JkopayClient(**settings)  # type: ignore[arg-type]
    assert refused.value.field == field
