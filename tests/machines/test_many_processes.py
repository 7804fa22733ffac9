"""Two web and three jobs processes against one PostgreSQL: as they really run, and as one of them really dies."""

import json
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
from sqlalchemy import func, select, update

from app.db import utc_now
from app.models import JobsProcess, OrderStatus, Payment
from app.services.inquiries import IDS_A_CALL
from app.services.inquiry_schedule import LEASE
from tests.machines.open_orders import add_open_orders, unended
from tests.machines.processes import PATIENCE, Machines, eventually
from tests.running import RunningShop
from tests.sandbox.server import SandboxServer
from tests.test_one_process import Buyers

ORDERS = 200

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run there")


class Inquiries:
    """When which payments were asked about; with `holds` the first call is held until `release`."""

    def __init__(self, sandbox: SandboxServer, *, holds: bool = False) -> None:
        self._wsgi_app = sandbox.app.wsgi_app
        self._holds = holds
        self.first = threading.Event()
        self.release = threading.Event()
        self.asked: list[tuple[datetime, tuple[str, ...]]] = []
        sandbox.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/platform/inquiry":
            ids = parse_qs(environ["QUERY_STRING"])["platform_order_ids"][0]
            self.asked.append((utc_now(), tuple(ids.split(","))))
            if self._holds and not self.first.is_set():
                self.first.set()
                self.release.wait(PATIENCE)
        return self._wsgi_app(environ, start_response)

    def times(self) -> Counter[str]:
        """How often each payment was asked about."""
        return Counter(number for _, numbers in list(self.asked) for number in numbers)


@pytest.fixture
def machines(postgresql_shop: RunningShop, tmp_path: Path) -> Iterator[Machines]:
    postgresql_shop.sandbox.faults("callback result_url", "drop", times=10_000)
    folder = tmp_path / "machines"
    folder.mkdir()
    with Machines(postgresql_shop.settings, folder) as machines:
        yield machines


def make_due(shop: RunningShop, **more: object) -> None:
    """Every payment that is asked about is due at once."""
    due = {"next_inquiry_at": utc_now(), "lease_until": None, **more}
    with shop.db.write() as session:
        session.execute(update(Payment).where(Payment.next_inquiry_at.is_not(None)).values(due))


def beating(shop: RunningShop) -> int:
    with shop.db.read() as session:
        return session.scalars(select(func.count()).select_from(JobsProcess)).one()


def lines_with(machines: Machines, event: str) -> list[dict[str, Any]]:
    lines = (json.loads(line) for line in machines.logs().splitlines() if line.startswith("{"))
    return [line for line in lines if line["event"] == event]


def test_three_jobs_processes_ask_about_each_order_once(postgresql_shop: RunningShop, machines: Machines) -> None:
    shop = postgresql_shop
    add_open_orders(shop, ORDERS)
    make_due(shop, valid_until=utc_now() - timedelta(minutes=10))
    inquiries = Inquiries(shop.sandbox)
    workers = [machines.start_jobs(f"jobs-{number}") for number in range(3)]
    eventually(lambda: unended(shop) == 0, "all orders are ended")
    eventually(lambda: beating(shop) == 3, "all three beat")
    times = inquiries.times()
    assert (len(times), set(times.values())) == (ORDERS, {1})
    assert len(inquiries.asked) <= ORDERS / IDS_A_CALL + 2 * len(workers)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(PATIENCE) for worker in workers] == [0, 0, 0]
    assert beating(shop) == 0, "who ends as it should says so"


def test_the_work_of_a_killed_process_is_taken_over_when_its_lease_ends_and_no_sooner(
    postgresql_shop: RunningShop, machines: Machines
) -> None:
    shop = postgresql_shop
    order = shop.buy()
    shop.sandbox.pay(shop.payment(order).number)
    inquiries = Inquiries(shop.sandbox, holds=True)
    make_due(shop)
    first = machines.start_jobs("first")
    assert inquiries.first.wait(PATIENCE)
    leased_until = shop.payment(order).lease_until
    assert leased_until is not None
    for name in ("second", "third"):
        machines.start_jobs(name)
    first.kill()
    first.wait()
    eventually(lambda: shop.order(order.token).status is OrderStatus.PAID, "somebody else settles it")
    settled_at = utc_now()
    inquiries.release.set()
    [_, (asked_again_at, _)] = inquiries.asked
    assert asked_again_at >= leased_until
    assert asked_again_at - inquiries.asked[0][0] >= LEASE - timedelta(seconds=1)
    print(f"taken over {(settled_at - leased_until).total_seconds():.1f} s after the end of the lease")  # noqa: T201


def _is_paid(shop: RunningShop, token: str) -> bool:
    return shop.order(token).status is OrderStatus.PAID


def _told_and_asked(machines: Machines) -> set[str]:
    """The request ids under which a web process was told of a result and a job asked about it."""
    told = [line for line in lines_with(machines, "request") if line["endpoint"] == "callbacks.result"]
    asked = [line for line in lines_with(machines, "jkopay_call") if line["api"] == "GET /platform/inquiry"]
    return {line["request_id"] for line in told} & {line["request_id"] for line in asked}


def test_a_browser_on_one_web_process_sees_what_was_told_to_another(
    postgresql_shop: RunningShop, machines: Machines
) -> None:
    shop = postgresql_shop
    shop.sandbox.clear_faults()
    machines.start_jobs("jobs")
    here, there = machines.start_web(), machines.start_web()
    path = Buyers(there).check_out().headers["Location"]
    token = path.rpartition("/")[2]
    stream = requests.get(f"{here}{path}/events", stream=True, timeout=PATIENCE)
    events = (json.loads(line[6:]) for line in stream.iter_lines() if line.startswith(b"data: "))
    assert next(events)["payment_status"] == "pending"
    eventually(lambda: "shop_waiting_browsers 1.0" in requests.get(f"{here}/metrics", timeout=30).text, "it is counted")
    shop.sandbox.pay(shop.payment(shop.order(token)).number)
    assert next(event["payment_status"] for event in events if event["payment_status"] != "pending") == "paid"
    stream.close()
    for _ in range(10):
        # A sweep may be quicker than the queue, and asks under an id of its own.
        if _told_and_asked(machines):
            break
        again = Buyers(there).check_out().headers["Location"].rpartition("/")[2]
        shop.sandbox.pay(shop.payment(shop.order(again)).number)
        eventually(partial(_is_paid, shop, again), "it is paid")
    assert _told_and_asked(machines), "one id through both"
    assert token not in machines.logs()
