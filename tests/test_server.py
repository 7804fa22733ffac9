"""The server for systems without gunicorn, as a process of its own."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.launch.local_settings import fill_in, keep_local_keys
from tests.ports import reserve_port

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    port = reserve_port()
    settings = fill_in({}, keep_local_keys(tmp_path), tmp_path, f"http://127.0.0.1:{port}", "http://127.0.0.1:9")
    server = subprocess.Popen(
        [sys.executable, "-m", "app.server", "127.0.0.1", str(port)],
        cwd=ROOT,
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
    )
    yield port
    server.terminate()
    _, error = server.communicate()
    assert error == b""


def connect(port: int) -> http.client.HTTPConnection:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return connection
    raise AssertionError("the server did not start")


def test_the_shop_is_served_on_a_fresh_database_without_waiting_for_acknowledgements(port: int) -> None:
    connection = connect(port)
    seconds = []
    for _ in range(31):
        started = time.monotonic()
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        seconds.append(time.monotonic() - started)
    assert min(seconds[10:]) < 0.035, "without TCP_NODELAY each answer takes 40 ms"
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()
