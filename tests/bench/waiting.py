"""A thousand browsers waiting for their payment in one server process."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import gevent
from sqlalchemy import select

from app.db import Database
from app.models import Order, Payment
from tests.bench.buyer import Buyer
from tests.bench.connection import Connection, Unexpected
from tests.bench.load import Load, ask_calmly
from tests.bench.place import Place
from tests.bench.statements import StatementCount

ORDERS = 10
FEW = ORDERS
MANY = 1000
COUNTED_SECONDS = 3.0
_PAGE_SECONDS = 2.0
_EVERY = 0.02
_OPENED_AT_ONCE = 50
_PATIENCE_SECONDS = 20.0


@dataclass
class Crowd:
    """What so many waiting browsers cost: resident bytes of the process, statements meanwhile, and other pages."""

    browsers: int
    resident: int
    statements: int
    pages: Load


@dataclass
class Waiting:
    """A few, then many; and how long after a payment was settled each of its browsers heard of it, in seconds."""

    few: Crowd
    many: Crowd
    pushes: list[float] = field(default_factory=list)
    last_heard: list[float] = field(default_factory=list)


class Browser:
    """One waiting browser; `heard_at` is when it was told of the payment, `lag` how long that was after it."""

    def __init__(self, port: int, path: str) -> None:
        self.lag = 0.0
        self._connection = Connection(port)
        self._connection.open_stream(f"{path}/events")
        self._connection.next_event()
        self.listening = gevent.spawn(self._listen)

    def _listen(self) -> None:
        while event := self._connection.next_event():
            told = json.loads(event)
            if told["status"] == "paid":
                self.lag = (datetime.now(UTC) - datetime.fromisoformat(told["updated_at"])).total_seconds()
        self._connection.close()


def watch_waiting_browsers(place: Place) -> Waiting:
    """Needs a place whose server counts its statements."""
    buyer = Buyer(place.shop_port)
    with Connection(place.shop_port) as connection:
        paths = [buyer.check_out(connection) for _ in range(ORDERS)]
    browsers = _open(place, paths, FEW)
    few = _look_at(place, FEW)
    browsers += _open(place, paths, MANY - FEW)
    found = Waiting(few, _look_at(place, MANY))
    place.start("The jobs", "app.jobs")
    for number, path in enumerate(paths):
        group = browsers[number::ORDERS]
        _pay(place, path)
        gevent.joinall([browser.listening for browser in group], timeout=_PATIENCE_SECONDS, raise_error=True)
        lags = [browser.lag for browser in group if browser.lag]
        if len(lags) < len(group):
            raise Unexpected(f"{len(group) - len(lags)} browsers never heard of their payment")
        found.pushes += lags
        found.last_heard.append(max(lags))
    return found


def _open(place: Place, paths: Sequence[str], count: int) -> list[Browser]:
    browsers: list[Browser] = []
    for first in range(0, count, _OPENED_AT_ONCE):
        numbers = range(first, min(count, first + _OPENED_AT_ONCE))
        opening = [gevent.spawn(Browser, place.shop_port, paths[number % ORDERS]) for number in numbers]
        gevent.joinall(opening, raise_error=True)
        browsers += [opened.get() for opened in opening]
    return browsers


def _look_at(place: Place, browsers: int) -> Crowd:
    statements = StatementCount(place.statements)
    # The watcher looks once more after the last checkout.
    gevent.sleep(1)
    before = statements.read()
    gevent.sleep(COUNTED_SECONDS)
    counted = statements.read() - before
    pages = ask_calmly(place.shop_port, "/", seconds=_PAGE_SECONDS, every=_EVERY)
    return Crowd(browsers, place.shop.worker.resident_bytes, counted, pages)


def _pay(place: Place, path: str) -> None:
    db = Database(place.database_url)
    with db.read() as session:
        number = session.scalars(
            select(Payment.number)
            .join(Order, Order.id == Payment.order_id)
            .where(Order.token == path.rpartition("/")[2])
        ).one()
    db.close()
    with Connection(place.sandbox_port) as control:
        control.post_json(f"/_sandbox/orders/{number}/pay", '{"user": "balance"}')
