"""`python -m app.sandbox`, as a person starts it."""

import hashlib
import hmac
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.ports import reserve_port
from tests.sandbox.eventually import eventually

ROOT = Path(__file__).parents[2]
# Whatever a shop's own settings in this checkout say.
SURROUNDINGS = os.environ | {"JKOPAY_BASE_URL": "", "APP_ENV": "", "FLASK_ENV": ""}


class Alone:
    """The process and where it listens."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = reserve_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app.sandbox", "--port", str(self.port), "--data-dir", str(folder)],
            cwd=ROOT,
            env=SURROUNDINGS | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        eventually(self._is_up, 120)

    def _is_up(self) -> bool:
        assert self.process.poll() is None, self.process.communicate()
        try:
            return requests.get(f"{self.url}/_sandbox/health", timeout=5).ok
        except requests.RequestException:
            return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[str, str]:
        self.process.send_signal(number)
        return self.process.communicate(timeout=30)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Alone]:
    started = Alone(tmp_path)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.communicate()


def _start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.sandbox", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=SURROUNDINGS | environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_to_look_and_ends_quietly_and_soon(number: signal.Signals, alone: Alone) -> None:
    stores = requests.get(f"{alone.url}/_sandbox/stores", timeout=20).json()
    assert "沙盒錢包" in requests.get(f"{alone.url}/", timeout=20).text or stores
    requests.post(f"{alone.url}/_sandbox/faults", json={"api": "GET /platform/inquiry", "fault": "slow"}, timeout=20)
    started = time.monotonic()
    out, err = alone.stop(number)
    assert time.monotonic() - started < 8
    assert alone.url in out
    assert err == ""
    assert alone.process.returncode == 0


def test_a_killed_sandbox_starts_again_with_its_keys(alone: Alone, tmp_path: Path) -> None:
    keys = requests.get(f"{alone.url}/_sandbox/stores", timeout=20).json()
    alone.stop(signal.SIGKILL)
    again = Alone(tmp_path)
    assert requests.get(f"{again.url}/_sandbox/stores", timeout=20).json() == keys
    again.stop()


def test_keys_come_from_the_environment(tmp_path: Path) -> None:
    given = {"SANDBOX_STORE_ID": "store-9", "SANDBOX_API_KEY": "key-9", "SANDBOX_SECRET_KEY": "secret-9"}
    started = Alone(tmp_path, **given)
    store = requests.get(f"{started.url}/_sandbox/stores", timeout=20).json()[0]
    assert [store["store_id"], store["api_key"], store["secret_key"]] == list(given.values())
    out, err = started.stop()
    assert "secret-9" not in out + err


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = _start("--port", str(port), "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken by another program; choose another with --port.\n"


def test_a_bad_setting_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    given = {"SANDBOX_CANCELLATION_URL": "http://shop.example/cancelled"}
    done = _start("--port", "0", "--data-dir", str(tmp_path), **given)
    assert done.returncode == 1
    assert done.stderr == "SANDBOX_CANCELLATION_URL: Value error, must be https, or http to this machine\n"


def test_a_folder_in_use_and_one_that_cannot_be_are_one_sentence(alone: Alone, tmp_path: Path) -> None:
    in_use = _start("--port", "0", "--data-dir", str(tmp_path))
    assert in_use.stderr.startswith("Another sandbox is using ")
    file = tmp_path / "file"
    file.touch()
    impossible = _start("--port", "0", "--data-dir", str(file))
    assert impossible.stderr.startswith("The sandbox cannot use ")
    for done in (in_use, impossible):
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1


def test_a_slow_answer_keeps_nobody_else_waiting(alone: Alone) -> None:
    """The sockets are patched: one thread serves while another answer is kept back."""
    _inquire_with_fault(alone, "timeout_before")
    started = time.monotonic()
    assert requests.get(f"{alone.url}/_sandbox/health", timeout=20).ok
    assert time.monotonic() - started < 20


def _inquire_with_fault(alone: Alone, fault: str) -> None:
    """Make a signed call that goes wrong, and leave before its end."""
    store = requests.get(f"{alone.url}/_sandbox/stores", timeout=20).json()[0]
    planned = {"api": "GET /platform/inquiry", "fault": fault, "seconds": 60}
    requests.post(f"{alone.url}/_sandbox/faults", json=planned, timeout=20)
    query = "platform_order_ids=a"
    digest = hmac.new(store["secret_key"].encode(), query.encode(), hashlib.sha256).hexdigest()
    headers = {"api-key": store["api_key"], "digest": digest}
    with pytest.raises((requests.ReadTimeout, requests.ConnectionError)):
        requests.get(f"{alone.url}/platform/inquiry?{query}", headers=headers, timeout=0.3)
