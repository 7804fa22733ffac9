"""What holds at every address of the shop, and what a checkout, a settlement and a waiting browser cost at most."""

import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from sqlalchemy import event

from app.models import Order, OrderStatus
from app.services.inquiries import inquire_soon
from app.web import live
from tests.addresses import ENDLESS, JKOPAYS_OWN, addresses, read_rows, sign_in
from tests.running import RunningShop
from tests.web.shopper import EMAIL, NAME, Shopper

PATIENCE = 30


@pytest.fixture
def merchant(shop: RunningShop) -> Shopper:
    """A browser that is signed in and has something in its cart, so that no address turns it away."""
    browser = Shopper(shop)
    sign_in(browser)
    browser.put_in_cart("gaiwan")
    return browser


@pytest.fixture
def orders(shop: RunningShop) -> list[Order]:
    """One that waits for its payment, and one that is paid."""
    return [shop.buy(), shop.paid()]


def calls(shop: RunningShop) -> int:
    """How often JKOPay was called."""
    apis = ("POST /platform/entry", "GET /platform/inquiry", "POST /platform/refund")
    return sum(len(shop.calls.payloads(api)) for api in apis)


@contextmanager
def commits(shop: RunningShop) -> Iterator[list[object]]:
    """The commits of the shop's database meanwhile."""
    counted: list[object] = []

    def note(connection: object) -> None:
        counted.append(connection)

    event.listen(shop.db.engine, "commit", note)
    yield counted
    event.remove(shop.db.engine, "commit", note)


def answers(shop: RunningShop, orders: list[Order], browser: Shopper) -> Iterator[tuple[str, requests.Response]]:
    """What every address says that can be looked at."""
    for order in orders:
        for endpoint, path in addresses(shop, order, "GET"):
            endless = endpoint in ENDLESS
            yield (
                path,
                browser.browser.get(shop.url + path, timeout=PATIENCE, allow_redirects=False, stream=endless),
            )


def test_a_checkout_over_http_costs_at_most_two_commits_and_one_call(shop: RunningShop) -> None:
    shopper = Shopper(shop)
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    with commits(shop) as counted:
        shopper.send("/checkout?currency=TWD", checkout_key=shopper.hidden("checkout_key"), name=NAME, email=EMAIL)
    assert shopper.state() == "waiting"
    assert len(counted) == 2
    assert calls(shop) == 1


def test_a_settlement_costs_at_most_two_commits_and_one_call(shop: RunningShop) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    order = shop.buy()
    payment = shop.payment(order)
    shop.sandbox.pay(payment.number)
    called = calls(shop)
    with commits(shop) as counted:
        inquire_soon(shop.db, shop.wallet, payment.id)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert len(counted) == 2
    assert calls(shop) - called == 1


def test_fifty_waiting_browsers_ask_the_database_no_more_than_one(
    shop: RunningShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every browser is also told several times meanwhile that nothing happened.
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", (0.2, 0.4))
    statements: list[str] = []
    streams: list[Iterator[bytes]] = []
    order = shop.buy()
    if shop.db.is_sqlite:
        # By the driver itself, so that the watcher's glances beside SQLAlchemy are counted, too.
        event.listen(shop.db.engine, "checkout", lambda driver, *_: driver.set_trace_callback(statements.append))
    else:
        event.listen(shop.db.engine, "before_cursor_execute", lambda *called: statements.append(called[2]))

    def statements_a_second() -> float:
        time.sleep(3 * live.TICK_SECONDS)
        before, started = len(statements), time.monotonic()
        time.sleep(2)
        return (len(statements) - before) / (time.monotonic() - started)

    def wait(browsers: ExitStack) -> None:
        address = f"{shop.url}/orders/{order.token}/events"
        answer = browsers.enter_context(requests.get(address, stream=True, timeout=PATIENCE))
        # Kept, because a stream that nobody holds is closed.
        streams.append(answer.iter_lines(chunk_size=1))
        assert next(streams[-1]).startswith(b"retry: ")

    with ExitStack() as browsers:
        wait(browsers)
        one = statements_a_second()
        for _ in range(49):
            wait(browsers)
        fifty = statements_a_second()
        assert shop.app.extensions["live"].waiting == 50
    assert one > 0, "the watcher looks"
    # A machine that is busy may delay a few glances of either.
    assert fifty <= one + 5


def test_looking_at_every_address_changes_no_row_and_calls_nobody(
    shop: RunningShop, orders: list[Order], merchant: Shopper
) -> None:
    list(addresses(shop, orders[0], "GET"))
    shop.wallet.calls.flush()
    before, called = read_rows(shop.db), calls(shop)
    seen = set()
    for browser in (merchant, Shopper(shop)):
        for path, answer in answers(shop, orders, browser):
            # No jobs run beside this test, which is what /readyz says.
            assert answer.status_code < 400 or path == "/readyz", path
            seen.add(path)
            answer.close()
    assert len(seen) >= 20
    assert read_rows(shop.db) == before
    assert calls(shop) == called


def test_no_form_is_taken_without_its_token_from_anybody(
    shop: RunningShop, orders: list[Order], merchant: Shopper
) -> None:
    list(addresses(shop, orders[0], "GET"))
    shop.wallet.calls.flush()
    before, called = read_rows(shop.db), calls(shop)
    refused = set()
    for order in orders:
        for endpoint, path in addresses(shop, order, "POST"):
            if endpoint not in JKOPAYS_OWN:
                for fields in ({"count": "1"}, {"count": "1", "csrf_token": "x"}):
                    answer = merchant.browser.post(shop.url + path, data=fields, timeout=PATIENCE)
                    assert answer.status_code == 400, path
                    assert "This form is too old" in answer.text, path
                refused.add(endpoint)
    assert len(refused) >= 10
    assert read_rows(shop.db) == before
    assert calls(shop) == called


def test_every_answer_carries_the_policy_errors_and_json_too(
    shop: RunningShop, orders: list[Order], merchant: Shopper
) -> None:
    found = dict(answers(shop, orders, merchant))
    token = shop.payment(orders[0]).callback_token
    found["404"] = merchant.open("/nowhere")
    found["405"] = merchant.open("/cart/items")
    found["400"] = merchant.browser.post(f"{shop.url}/cart/items", timeout=PATIENCE)
    found["JKOPay"] = requests.post(f"{shop.url}/jkopay/{token}/confirm", data=b"{}", timeout=PATIENCE)
    found["stranger"] = requests.post(f"{shop.url}/jkopay/{'A' * 22}/result", data=b"{}", timeout=PATIENCE)
    shop.app.view_functions["cart.index"] = crash
    found["500"] = merchant.open("/cart")
    assert [found[name].status_code for name in ("404", "405", "400", "JKOPay", "stranger", "500")] == [
        404,
        405,
        400,
        200,
        404,
        500,
    ]
    for path, answer in found.items():
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';"), path
        assert "unsafe" not in policy, path
        assert "*" not in policy, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        answer.close()


def test_addresses_of_orders_and_callbacks_have_at_least_128_random_bits(shop: RunningShop) -> None:
    bought = [shop.buy() for _ in range(5)]
    tokens = [order.token for order in bought] + [str(shop.payment(order).callback_token) for order in bought]
    assert len(set(tokens)) == 10
    for token in tokens:
        assert len(urlsafe_b64decode(token + "=" * (-len(token) % 4))) >= 16


def crash() -> str:
    """A page that breaks."""
    raise RuntimeError("broken on purpose")
