"""One id goes through a request, the calls of JKOPay it makes and the tasks it queues."""

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import requests
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.testing import capture_logs

from app.db import utc_now
from app.models import Payment
from app.queue import Queue
from app.requests_told import HEADER
from tests.running import RunningShop
from tests.web.shopper import Shopper

Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What is logged meanwhile, with what each context adds."""
    with capture_logs(processors=[merge_contextvars]) as captured:
        yield captured


def ids(lines: Lines, event: str, **fields: object) -> list[str]:
    """The ids of the lines of `event` that have these fields."""
    found = [line for line in lines if line["event"] == event and fields.items() <= line.items()]
    return [line["request_id"] for line in found]


def test_a_checkout_and_its_call_have_the_id_the_proxy_gave(shop: RunningShop, lines: Lines) -> None:
    shopper = Shopper(shop)
    shopper.browser.headers[HEADER] = "proxy-4711.abc"
    token = shopper.buy()
    assert ids(lines, "jkopay_call", api="POST /platform/entry", outcome="answered") == ["proxy-4711.abc"]
    assert ids(lines, "request", endpoint="checkout.create", status=303) == ["proxy-4711.abc"]
    assert token not in str(lines), "a request is named by its endpoint"


def test_the_answer_says_its_id(shop: RunningShop) -> None:
    answer = requests.get(f"{shop.url}/healthz", headers={HEADER: "proxy-4711"}, timeout=5)
    assert answer.headers[HEADER] == "proxy-4711"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "spaces in it", '{"event":"forged"}', "中文中文中文中文".encode()]
)
def test_an_id_that_could_harm_the_log_is_not_taken(shop: RunningShop, given: str | bytes) -> None:
    answer = requests.get(f"{shop.url}/healthz", headers={HEADER: given}, timeout=5)
    assert re.fullmatch("[0-9a-f]{16}", answer.headers[HEADER])


def test_requests_on_one_connection_have_ids_of_their_own(shop: RunningShop) -> None:
    with requests.Session() as browser:
        given = {browser.get(f"{shop.url}/healthz", timeout=5).headers[HEADER] for _ in range(3)}
    assert len(given) == 3


def test_a_task_asks_under_the_id_of_the_request_that_queued_it(shop: RunningShop, lines: Lines) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    payment = shop.payment(shop.buy())
    queue = Queue(shop.settings, shop.db, shop.wallet)
    with bound_contextvars(request_id="of-the-callback"):
        queue.ask_soon(payment.id)
    make_due(shop, payment.id)
    queue.huey.execute(queue.huey.dequeue())
    assert ids(lines, "jkopay_call", api="GET /platform/inquiry") == ["of-the-callback"]


def make_due(shop: RunningShop, payment_id: int) -> None:
    with shop.db.write() as session:
        session.get_one(Payment, payment_id).next_inquiry_at = utc_now()
