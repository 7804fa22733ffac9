"""Pages while 200 shoppers wait for a JKOPay that takes its time, all in one server process."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import gevent
from sqlalchemy import func, select

from app.db import Database
from app.models import Order
from tests.bench.buyer import Buyer
from tests.bench.connection import Connection
from tests.bench.load import Load, ask_calmly
from tests.bench.place import Place

SHOPPERS = 200
WALLET_SECONDS = 15.0
_ARRIVING_SECONDS = 4.0
_EVERY = 0.02
_WINDOW_SECONDS = 0.5


@dataclass
class SlowWallet:
    """The catalogue before, while the shoppers check out, and while all of them wait; and how many orders there are."""

    before: Load
    arriving: Load = field(default_factory=Load)
    waiting: Load = field(default_factory=Load)
    orders: int = 0


def watch_pages_during_silence(place: Place) -> SlowWallet:
    """Ends when the shop gives up waiting for the first shopper's link, and then waits for the other shoppers."""
    buyer, orders = Buyer(place.shop_port), Database(place.database_url)
    fault = {"api": "POST /platform/entry", "fault": "timeout_before", "times": SHOPPERS, "seconds": WALLET_SECONDS}
    with Connection(place.sandbox_port) as control:
        control.post_json("/_sandbox/faults", json.dumps(fault))
    found = SlowWallet(before=_window(place, 2.0))

    def count_orders() -> int:
        with orders.read() as session:
            return session.scalar(select(func.count(Order.id))) or 0

    def shop(number: int) -> None:
        gevent.sleep(_ARRIVING_SECONDS * number / SHOPPERS)
        with Connection(place.shop_port) as connection:
            buyer.check_out(connection)

    already = count_orders()
    shoppers = [gevent.spawn(shop, number) for number in range(SHOPPERS)]
    while count_orders() < already + SHOPPERS and not _any_served(shoppers):
        found.arriving.add(_window(place))
    while not _any_served(shoppers):
        found.waiting.add(_window(place))
    gevent.joinall(shoppers, raise_error=True)
    # Their pages say that JKOPay is silent, and the orders stand.
    found.orders = count_orders() - already
    orders.close()
    return found


def _window(place: Place, seconds: float = _WINDOW_SECONDS) -> Load:
    return ask_calmly(place.shop_port, "/", seconds=seconds, every=_EVERY)


def _any_served(shoppers: Sequence["gevent.Greenlet[[int], None]"]) -> bool:
    return any(shopper.ready() for shopper in shoppers)
