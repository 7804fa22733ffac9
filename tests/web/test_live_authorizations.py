"""A browser that waits at an authorization hears of it as one at an order does, from the same single query."""

from queue import Empty

from app.db import utc_now
from app.models import AuthorizationStatus
from app.services.authorizations import authorization_status
from app.services.cancellations import cancel_authorization
from app.services.orders import LiveStatus
from app.web.live import Waiter, Watcher
from tests.running import RunningShop
from tests.services.test_bindings import bind


def wait_for(waiter: Waiter, status: str) -> LiveStatus:
    while (heard := waiter.woken.get(timeout=5)).status != status:
        pass
    return heard


def test_a_waiting_browser_hears_of_the_grant_and_of_the_end(shop: RunningShop) -> None:
    authorization = bind(shop)
    watcher = Watcher(shop.db)
    joined = watcher.join(authorization.token, authorization_status)
    assert joined is not None
    waiter, found = joined
    assert (found.status, found.payment_status, found.is_final) == ("pending", None, False)
    payload = found.payload(utc_now())
    assert set(payload) == {"status", "payment_status", "remaining_seconds", "updated_at"}
    assert payload["remaining_seconds"] in range(1100, 1201)
    shop.granted(authorization.token)
    assert not wait_for(waiter, AuthorizationStatus.GRANTED).is_final
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    assert wait_for(waiter, AuthorizationStatus.CANCELLED).is_final
    waiter.leave()


def test_nobody_waits_at_an_order_by_the_token_of_an_authorization(shop: RunningShop) -> None:
    authorization = bind(shop)
    watcher = Watcher(shop.db)
    assert watcher.join(authorization.token) is None
    assert watcher.join(shop.buy().token, authorization_status) is None
    assert watcher.waiting == 0


def test_another_authorization_wakes_nobody(shop: RunningShop) -> None:
    first, second = bind(shop, "first"), bind(shop, "second")
    joined = Watcher(shop.db).join(first.token, authorization_status)
    assert joined is not None
    waiter, _ = joined
    shop.sandbox.decline(first.auth_no or "")
    shop.granted(second.token)
    while True:
        try:
            assert waiter.woken.get(timeout=1).token == first.token
        except Empty:
            break
    waiter.leave()


def test_the_watcher_reads_orders_and_authorizations(shop: RunningShop) -> None:
    authorization, order = bind(shop), shop.buy()
    watcher = Watcher(shop.db)
    joined = watcher.join(authorization.token, authorization_status)
    assert joined is not None
    waiter, _ = joined
    other = watcher.join(order.token)
    assert other is not None
    shop.granted(authorization.token)
    assert wait_for(waiter, "granted").payment_status is None
    shop.pay(order)
    assert wait_for(other[0], "paid").payment_status == "paid"
    waiter.leave()
    other[0].leave()
