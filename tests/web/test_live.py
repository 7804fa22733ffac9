"""Waiting browsers hear of every change at once, and cost the database nothing while they wait."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from sqlalchemy import event

from app.models import Order, OrderStatus
from app.services.orders import LiveStatus
from app.web import live
from app.web.live import Waiter, Watcher
from tests.running import RunningShop

SOON = 30.0


@contextmanager
def listening(shop: RunningShop, token: str) -> Iterator[Iterator[dict[str, object]]]:
    """The events of an order, as a browser reads them."""
    with requests.get(f"{shop.url}/orders/{token}/events", stream=True, timeout=SOON) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.headers["Cache-Control"] == "no-store"
        lines = answer.iter_lines(chunk_size=1, decode_unicode=True)
        yield (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))


@contextmanager
def counted(shop: RunningShop) -> Iterator[list[str]]:
    """The statements the shop's database is asked meanwhile, the watcher's glance at its version aside."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(shop.db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(shop.db.engine, "before_cursor_execute", note)


def watcher(shop: RunningShop) -> Watcher:
    found: Watcher = shop.app.extensions["live"]
    return found


def fifty_who_wait(shop: RunningShop) -> tuple[Order, list[tuple[Waiter, LiveStatus] | None]]:
    """Who wait for one order. The watcher has looked, and nothing will be written of itself."""
    order = shop.buy()
    # What is noted of a call is written a little later.
    shop.wallet.calls.flush()
    with counted(shop) as statements:
        joined = [watcher(shop).join(order.token) for _ in range(50)]
        wait_until(lambda: any("updated_at >=" in statement for statement in statements), True)
    return order, joined


def wait_until(reached: object, expected: object) -> None:
    end = time.monotonic() + SOON
    while reached() != expected and time.monotonic() < end:  # type: ignore[operator]
        time.sleep(0.02)
    assert reached() == expected  # type: ignore[operator]


def test_a_waiting_browser_hears_the_state_at_once_then_paid_and_then_the_stream_ends(shop: RunningShop) -> None:
    order = shop.buy()
    with listening(shop, order.token) as events:
        first = next(events)
        assert (first["status"], first["payment_status"]) == ("open", "pending")
        shop.pay(order)
        heard = list(events)
    assert (heard[-1]["status"], heard[-1]["payment_status"]) == ("paid", "paid")
    wait_until(lambda: watcher(shop).waiting, 0)


def test_what_is_heard_is_what_the_status_says(shop: RunningShop) -> None:
    order = shop.buy()
    with listening(shop, order.token) as events:
        heard = next(events)
    asked = requests.get(f"{shop.url}/orders/{order.token}/status", timeout=SOON).json()
    assert set(heard) == set(asked) == {"status", "payment_status", "remaining_seconds", "updated_at"}
    assert heard["updated_at"] == asked["updated_at"]


def test_a_change_of_one_order_wakes_only_its_own_browsers(shop: RunningShop) -> None:
    mine, other = shop.buy(), shop.buy()
    joined = watcher(shop).join(mine.token)
    bystander = watcher(shop).join(other.token)
    assert joined
    assert bystander
    shop.sandbox.control("POST", f"/orders/{shop.payment(mine).number}/fail")
    shop.sweep()
    assert joined[0].woken.get(timeout=SOON).token == mine.token
    time.sleep(2 * live.TICK_SECONDS)
    while not bystander[0].woken.empty():
        assert bystander[0].woken.get().version == bystander[1].version
    joined[0].leave()
    bystander[0].leave()


def test_browsers_that_wait_ask_nothing_and_the_process_once_a_tick_at_most(shop: RunningShop) -> None:
    _, joined = fifty_who_wait(shop)
    started = time.monotonic()
    with counted(shop) as statements:
        time.sleep(1.5)
    ticks = (time.monotonic() - started) / live.TICK_SECONDS
    # SQLite's version is a glance beside the tables; PostgreSQL has none, so there the watcher's own question remains.
    assert len(statements) <= (0 if shop.db.is_sqlite else ticks + 1)
    for found in joined:
        assert found
        found[0].leave()


def test_one_change_costs_one_query_however_many_wait(shop: RunningShop) -> None:
    order, joined = fifty_who_wait(shop)
    started = time.monotonic()
    with counted(shop) as statements:
        shop.sandbox.control("POST", f"/orders/{shop.payment(order).number}/fail")
        shop.sweep()
        for found in joined:
            assert found
            while found[0].woken.get(timeout=SOON).payment_status != "failed":
                pass
            found[0].leave()
        time.sleep(2 * live.TICK_SECONDS)
    asked = [statement for statement in statements if "updated_at >=" in statement]
    ticks = 0 if shop.db.is_sqlite else (time.monotonic() - started) / live.TICK_SECONDS
    assert 1 <= len(asked) <= 3 + ticks


def test_the_watcher_sleeps_when_nobody_waits_and_wakes_for_the_next(shop: RunningShop) -> None:
    order = shop.buy()
    for _ in range(2):
        joined = watcher(shop).join(order.token)
        assert joined
        assert live_threads(shop) == 1
        joined[0].leave()
        wait_until(lambda: live_threads(shop), 0)


def test_the_watcher_survives_a_database_that_fails(shop: RunningShop, monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.buy()
    joined = watcher(shop).join(order.token)
    assert joined
    broken = threading.Event()

    def fail(*_arguments: object) -> None:
        if broken.is_set():
            raise OSError("the disk is gone")

    event.listen(shop.db.engine, "before_cursor_execute", fail)
    broken.set()
    time.sleep(2 * live.TICK_SECONDS)
    with pytest.raises(OSError, match="disk"):
        shop.order(order.token)
    broken.clear()
    event.remove(shop.db.engine, "before_cursor_execute", fail)
    shop.sandbox.control("POST", f"/orders/{shop.payment(order).number}/fail")
    shop.sweep()
    while joined[0].woken.get(timeout=SOON).payment_status != "failed":
        pass
    joined[0].leave()


def test_a_quiet_stream_says_that_it_lives(shop: RunningShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", (0.05, 0.1))
    order = shop.buy()
    with requests.get(f"{shop.url}/orders/{order.token}/events", stream=True, timeout=SOON) as answer:
        lines = answer.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(lines).startswith("retry: ")
        told = [next(line for line in lines if line) for _ in range(3)]
    assert told[0].startswith("data: ")
    assert told[1:] == [": waiting"] * 2


def test_a_stream_ends_after_its_time(shop: RunningShop, monkeypatch: pytest.MonkeyPatch) -> None:
    # It looks at its age whenever it says that it lives.
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", (0.05, 0.1))
    monkeypatch.setattr(live, "LIFETIME_SECONDS", 0.4)
    order = shop.buy()
    text = requests.get(f"{shop.url}/orders/{order.token}/events", timeout=SOON).text
    assert text.startswith("retry: ")
    assert text.count("data: ") == 1


def test_a_browser_that_left_is_forgotten(shop: RunningShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", (0.05, 0.1))
    order = shop.buy()
    with listening(shop, order.token) as events:
        next(events)
        assert watcher(shop).waiting == 1
    wait_until(lambda: watcher(shop).waiting, 0)


def test_a_paid_order_is_told_once_and_nobody_waits(shop: RunningShop) -> None:
    order = shop.paid()
    with listening(shop, order.token) as events:
        assert [heard["status"] for heard in events] == [OrderStatus.PAID]


def live_threads(shop: RunningShop) -> int:
    thread = watcher(shop)._thread
    return int(thread is not None and thread.is_alive())
