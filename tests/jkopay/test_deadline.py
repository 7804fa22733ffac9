"""A call ends in time, however slowly the other side goes about it."""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Callable

import pytest

from app.jkopay import JkopayClient, Silence, WalletSilent
from tests.jkopay.conftest import API_KEY, SECRET_KEY, Serve
from tests.jkopay.servers import Handler, answer_with, drip, http_answer

SUCCESS = http_answer('{"result":"000","message":null,"result_object":{"transactions":[]}}')
# What the machine may be late by when other tests keep it busy.
SLACK = 6


def time_out(client: JkopayClient, seconds: float) -> WalletSilent:
    started = time.monotonic()
    with pytest.raises(WalletSilent) as silent:
        client.inquiry(["order-1"])
    took = time.monotonic() - started
    assert seconds * 0.9 <= took < seconds + SLACK
    return silent.value


def keep_quiet(connection: socket.socket, request: bytes) -> None:
    time.sleep(10)


def each_byte(content: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in content]


SLOW: dict[str, Callable[[], Handler]] = {
    "a head byte by byte": lambda: drip(each_byte(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90)),
    "a header line that never ends": lambda: drip(itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"x"))),
    "a body byte by byte": lambda: drip([b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", *each_byte(b" " * 900)]),
    "a body without a length": lambda: drip(itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], itertools.repeat(b" "))),
    "chunks of one byte": lambda: drip(
        itertools.chain([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"1\r\n \r\n"))
    ),
    "a chunk length that never ends": lambda: drip(
        itertools.chain([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"], itertools.repeat(b"0"))
    ),
    "trailers that never end": lambda: drip(
        itertools.chain([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"], itertools.repeat(b"X: y\r\n"))
    ),
    "100 Continue for ever": lambda: drip(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "100 Continue without a pause": lambda: drip(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), pause=0),
    "everything but the last byte": lambda: drip(
        itertools.chain([SUCCESS.replace(b"Content-Length: ", b"Content-Length: 1")], itertools.repeat(b"", 200))
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_answer_ends_at_the_deadline(serve: Serve, name: str) -> None:
    _, client = serve(SLOW[name](), deadline=1)
    silent = time_out(client, 1)
    assert (silent.reason, silent.may_have_arrived) == (Silence.DEADLINE, True)


@pytest.mark.parametrize("name", ["a head byte by byte", "a body byte by byte"])
def test_a_slow_answer_under_tls_ends_at_the_deadline(serve: Serve, name: str) -> None:
    _, client = serve(SLOW[name](), tls=True, deadline=1)
    silent = time_out(client, 1)
    assert (silent.reason, silent.may_have_arrived) == (Silence.DEADLINE, True)


@pytest.mark.parametrize("tls", [False, True])
def test_no_answer_at_all_ends_at_the_read_timeout(serve: Serve, tls: bool) -> None:
    _, client = serve(keep_quiet, tls=tls, read_timeout=0.4)
    silent = time_out(client, 0.4)
    assert (silent.reason, silent.may_have_arrived) == (Silence.NO_ANSWER, True)


def test_the_deadline_comes_before_a_longer_read_timeout(serve: Serve) -> None:
    _, client = serve(keep_quiet, read_timeout=9, deadline=0.4)
    assert time_out(client, 0.4).reason is Silence.DEADLINE


def test_every_call_has_a_deadline_of_its_own(serve: Serve) -> None:
    def answer_slowly(connection: socket.socket, request: bytes) -> None:
        time.sleep(0.6)
        connection.sendall(SUCCESS)

    server, client = serve(answer_slowly, deadline=2.0)
    for _ in range(4):
        client.inquiry(["order-1"])
    assert server.connections == 1


def greet(greeting: bytes, pause: float = 0.05) -> Callable[[socket.socket], None]:
    def send(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            for byte in each_byte(greeting):
                connection.sendall(byte)
                time.sleep(pause)

    return send


def test_a_tls_handshake_byte_by_byte_ends_in_time(serve: Serve) -> None:
    # A handshake record of 16 KB is announced, and its content never gets anywhere.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=greet(b"\x16\x03\x03\x40\x00\x02" + b"\0" * 60), args=(listener,), daemon=True).start()
        url = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with JkopayClient(url, api_key=API_KEY, secret_key=SECRET_KEY, connect_timeout=0.5) as client:
            silent = time_out(client, 0.5)
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)


def test_a_connection_that_is_never_taken_ends_in_time() -> None:
    # A full backlog swallows further attempts, as a firewall does.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(address)
        url = f"http://127.0.0.1:{address[1]}"
        with JkopayClient(url, api_key=API_KEY, secret_key=SECRET_KEY, connect_timeout=0.5) as client:
            silent = time_out(client, 0.5)
        for sock in waiting:
            sock.close()
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)


def test_a_name_that_is_never_resolved_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    client = JkopayClient("http://jkopay.example", api_key=API_KEY, secret_key=SECRET_KEY, connect_timeout=0.5)
    silent = time_out(client, 0.5)
    assert (silent.reason, silent.may_have_arrived) == (Silence.NOT_SENT, False)


def test_an_address_that_swallows_packets_leaves_time_for_the_next(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, _ = serve(answer_with(SUCCESS))
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        addresses = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
            for port in (listener.getsockname()[1], server.port)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
        with JkopayClient("http://jkopay.example", api_key=API_KEY, secret_key=SECRET_KEY, connect_timeout=4) as client:
            assert client.inquiry(["order-1"]).transactions == {}
        for sock in waiting:
            sock.close()
