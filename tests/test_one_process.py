"""The real server, one process of it: who waits for JKOPay keeps nobody else waiting, and its log tells no secret."""

import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests

from app.launch.local_settings import fill_in, keep_local_keys
from app.launch.supervisor import answers
from app.services.numbers import new_token
from tests.ports import reserve_port
from tests.sandbox.server import SandboxServer

ROOT = Path(__file__).resolve().parents[1]
SHOPPERS = 20
PATIENCE = 60
ENTRY = "/platform/entry"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run there")


class HeldWallet:
    """A JKOPay that takes entries and answers them when it is told to: a WSGI layer in front of the sandbox."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self._wsgi_app = sandbox.app.wsgi_app
        self._asked = threading.Semaphore(0)
        self.answering = threading.Event()
        sandbox.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == ENTRY:
            self._asked.release()
            self.answering.wait(PATIENCE)
        return self._wsgi_app(environ, start_response)

    def wait_until_asked(self, times: int) -> None:
        """Returns when so many entries have come."""
        for _ in range(times):
            assert self._asked.acquire(timeout=PATIENCE)


@dataclass
class GunicornShop:
    """A shop in a process of its own; `log` is where it writes."""

    url: str
    process: subprocess.Popen[bytes]
    settings: dict[str, str]
    log: Path
    database: Path

    def stop(self) -> str:
        """End it, and return its whole log."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        return self.log.read_text()


@pytest.fixture
def gunicorn_shop(tmp_path: Path, sandbox: SandboxServer) -> Iterator[GunicornShop]:
    """One worker, under the server's own settings."""
    port = reserve_port()
    url, folder = f"http://127.0.0.1:{port}", tmp_path / "shop"
    settings = fill_in({}, keep_local_keys(folder), folder, url, sandbox.url)
    settings |= {f"JKOPAY_{name.upper()}": sandbox.store[name] for name in ("store_id", "api_key", "secret_key")}
    server = ["--config", str(ROOT / "app" / "server.py"), "--workers", "1", "--graceful-timeout", "1"]
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *server, "--bind", f"127.0.0.1:{port}", "app:create_app()"],
            cwd=ROOT,
            env={"PATH": "", **settings},
            stdout=file,
            stderr=file,
        )
    deadline = time.monotonic() + PATIENCE
    while not answers(f"{url}/healthz"):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    yield GunicornShop(url, process, settings, log, folder / "shop.db")
    process.kill()
    process.wait()


class Buyers:
    """Shoppers with the same full cart, each with a checkout of its own."""

    def __init__(self, url: str) -> None:
        self._url, self._browser = url, requests.Session()
        slug = "kraft-notebook"
        form = {"slug": slug, "count": 1, "csrf_token": self._token(f"/products/{slug}")}
        self._browser.post(f"{url}/cart/items", data=form, timeout=PATIENCE)
        self._csrf = self._token("/checkout?currency=TWD")

    def check_out(self, _number: int = 0) -> requests.Response:
        """Send the form; the order's page comes back as a redirect."""
        form = {"csrf_token": self._csrf, "checkout_key": new_token(), "name": "王小明", "email": "ming@example.com"}
        return requests.post(
            f"{self._url}/checkout?currency=TWD",
            data={**form, "note": ""},
            cookies=self._browser.cookies,
            allow_redirects=False,
            timeout=PATIENCE,
        )

    def _token(self, path: str) -> str:
        page = self._browser.get(self._url + path, timeout=PATIENCE).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        return unescape(found[1])


def test_pages_are_served_while_twenty_checkouts_wait_for_jkopay(
    gunicorn_shop: GunicornShop, sandbox: SandboxServer
) -> None:
    wallet, buyers = HeldWallet(sandbox), Buyers(gunicorn_shop.url)
    with ThreadPoolExecutor(SHOPPERS) as shoppers:
        checkouts: list[Future[requests.Response]] = [
            shoppers.submit(buyers.check_out, number) for number in range(SHOPPERS)
        ]
        wallet.wait_until_asked(SHOPPERS)
        pages = [requests.get(gunicorn_shop.url, timeout=PATIENCE) for _ in range(5)]
        served_first = not any(checkout.done() for checkout in checkouts)
        wallet.answering.set()
        wait(checkouts)
    assert [page.status_code for page in pages] == [200] * 5
    assert served_first
    assert [checkout.result().status_code for checkout in checkouts] == [303] * SHOPPERS
    assert len({checkout.result().headers["Location"] for checkout in checkouts}) == SHOPPERS


def test_the_log_tells_of_silence_and_crash_without_a_key_or_a_secret_address(
    gunicorn_shop: GunicornShop, sandbox: SandboxServer
) -> None:
    buyers = Buyers(gunicorn_shop.url)
    sandbox.faults(f"POST {ENTRY}", "reset")
    silent = buyers.check_out()
    order = buyers.check_out().headers["Location"]
    token = order.rpartition("/")[2]
    with sqlite3.connect(gunicorn_shop.database) as database:
        database.execute("UPDATE orders SET currency = 'none of ours' WHERE token = ?", (token,))
        callback_tokens = [row[0] for row in database.execute("SELECT callback_token FROM payments")]
    database.close()
    crashed = requests.get(gunicorn_shop.url + order, timeout=PATIENCE)
    log = gunicorn_shop.stop()
    assert (silent.status_code, crashed.status_code) == (303, 500)
    assert "entry_silent" in log
    assert "Traceback" in log
    kept = ("SECRET_KEY", "ADMIN_PASSWORD", "JKOPAY_API_KEY", "JKOPAY_SECRET_KEY")
    secrets = [gunicorn_shop.settings[name] for name in kept]
    assert len(callback_tokens) == 2
    for secret in (*secrets, *callback_tokens, token):
        assert secret not in log
        assert secret not in crashed.text
