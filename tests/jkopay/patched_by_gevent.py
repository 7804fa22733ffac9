"""Run in a process of its own by test_gevent: many calls at once, all patched, against answers that never end."""

# ruff: noqa: E402

from gevent import monkey

monkey.patch_all()

import itertools
import json
import socket
import sys
import time
from typing import Any

import gevent

from app.jkopay import JkopayClient, WalletSilent
from tests.jkopay.servers import CERTIFICATE, RawServer, answer_with, drip, http_answer

CALLS = 50
DEADLINE = 5.0


def time_calls(client: JkopayClient) -> dict[str, object]:
    def call() -> str:
        try:
            client.inquiry(["order-1"])
        except WalletSilent as silent:
            return f"{silent.reason} {silent.may_have_arrived}"
        return "answered"

    started = time.monotonic()
    calls = [gevent.spawn(call) for _ in range(CALLS)]
    gevent.joinall(calls)
    return {"took": time.monotonic() - started, "outcomes": sorted({str(greenlet.value) for greenlet in calls})}


def drip_handshake(listener: socket.socket) -> None:
    def greet(connection: socket.socket) -> None:
        for byte in b"\x16\x03\x03\x40\x00\x02" + b"\0" * 300:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    while True:
        gevent.spawn(greet, listener.accept()[0])


def main() -> None:
    limits: dict[str, Any] = {"connect_timeout": DEADLINE, "read_timeout": 30.0, "deadline": DEADLINE}
    patient: dict[str, Any] = {"connect_timeout": 30.0, "read_timeout": 30.0, "deadline": 30.0}
    body = drip(itertools.chain([b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"], itertools.repeat(b" ")))
    found = {}
    for name, handler, tls, within in [
        ("answers", answer_with(http_answer('{"result":"000","result_object":{"transactions":[]}}')), True, patient),
        ("drips", body, False, limits),
        ("drips under tls", body, True, limits),
    ]:
        with (
            RawServer(handler, tls=tls) as server,
            JkopayClient(server.url, api_key="a", secret_key="s", ca_bundle=str(CERTIFICATE), **within) as client,
        ):
            found[name] = time_calls(client)
    with socket.create_server(("127.0.0.1", 0), backlog=CALLS) as listener:
        gevent.spawn(drip_handshake, listener)
        url = f"https://localhost:{listener.getsockname()[1]}"
        found["drips in the handshake"] = time_calls(JkopayClient(url, api_key="a", secret_key="s", **limits))
    json.dump(found, sys.stdout)


main()
