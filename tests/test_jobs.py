"""The jobs process, as it really runs: sweeps on their own, the queue sooner, and a quiet end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app.db import Database, utc_now
from app.jobs import Sweeper
from app.models import OrderStatus, Payment, PaymentStatus
from app.queue import Queue
from app.services.heartbeat import count_alive
from app.services.inquiries import sweep_links
from tests.running import RunningShop
from tests.sandbox.eventually import eventually


def wait_for_paid(shop: RunningShop, token: str, seconds: float) -> float:
    start = time.monotonic()
    while shop.order(token).status is not OrderStatus.PAID:
        assert time.monotonic() - start < seconds, f"not paid after {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - start


@pytest.fixture
def jobs_process(shop: RunningShop) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m app.jobs` with the settings of `shop`."""
    settings = shop.settings
    environment = {
        **os.environ,
        "JKOPAY_BASE_URL": settings.jkopay_base_url,
        "JKOPAY_API_KEY": settings.jkopay_api_key.get_secret_value(),
        "JKOPAY_SECRET_KEY": settings.jkopay_secret_key.get_secret_value(),
        "JKOPAY_STORE_ID": settings.jkopay_store_id,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "PUBLIC_URL": settings.public_url,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
    }
    process = subprocess.Popen([sys.executable, "-m", "app.jobs"], env=environment, stderr=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def test_with_every_callback_lost_the_shop_knows_within_a_minute(
    shop: RunningShop, jobs_process: subprocess.Popen[bytes]
) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    order = shop.buy()
    payment = shop.payment(order)
    with shop.db.write() as session:
        # As late as the schedule gets while the QR lives, so that this is the longest wait there is.
        row = session.get_one(Payment, payment.id)
        row.inquiry_count, row.next_inquiry_at = 9, utc_now() + timedelta(seconds=20)
    shop.sandbox.pay(payment.number)
    assert wait_for_paid(shop, order.token, 60) < 60
    assert jobs_process.poll() is None


def test_a_hint_through_the_queue_is_followed_at_once(shop: RunningShop, jobs_process: subprocess.Popen[bytes]) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.sandbox.pay(payment.number)
    Queue(shop.settings, shop.db, shop.wallet).ask_soon(payment.id)
    wait_for_paid(shop, order.token, 20)
    assert jobs_process.poll() is None


def test_it_ends_quietly(shop: RunningShop, jobs_process: subprocess.Popen[bytes]) -> None:
    order = shop.buy()
    shop.sandbox.pay(shop.payment(order).number)
    wait_for_paid(shop, order.token, 30)
    # Of its threads the heart is started last: before it a signal ends the process as any other.
    eventually(lambda: count_alive(shop.db, utc_now()))
    jobs_process.send_signal(signal.SIGTERM)
    _, errors = jobs_process.communicate(timeout=30)
    assert (jobs_process.returncode, errors) == (0, b"")


def test_a_bad_setting_is_one_sentence(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    process = subprocess.run(
        [sys.executable, "-m", "app.jobs"], env=bare, cwd=tmp_path, capture_output=True, check=False
    )
    assert process.returncode == 2
    assert process.stderr.decode().startswith("Setting JKOPAY_BASE_URL is missing")
    assert process.stderr.count(b"\n") == 1


def test_a_queue_that_cannot_be_written_does_not_fail_the_request(shop: RunningShop) -> None:
    queue = Queue(shop.settings, shop.db, shop.wallet)
    if shop.db.is_sqlite:
        queue.huey.storage.close()
        file = shop.settings.data_dir / "queue.db"
        file.unlink()
        file.mkdir()
    else:
        with shop.db.write() as session:
            session.execute(text("DROP TABLE huey_task"))
    queue.ask_soon(1)
    assert shop.payment(shop.buy()).status is PaymentStatus.PENDING


def test_a_sweep_without_its_database_is_one_line(shop: RunningShop, tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path / 'nowhere' / 'shop.db'}")
    stopping = threading.Event()

    def sweep() -> int:
        stopping.set()
        return sweep_links(nowhere, shop.wallet)

    with capture_logs() as lines:
        Sweeper("links", sweep, stopping, None).run()
    (line,) = [line for line in lines if line["event"] == "sweep_failed"]
    assert line["error"].startswith("OperationalError: ")
    assert "exc_info" not in line
