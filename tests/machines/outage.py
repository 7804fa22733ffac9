"""A day without JKOPay: shoppers come all the same, orders wait, and after its return everything is asked and known."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine

from app.jobs import start_sweepers
from app.services.breaker import SILENCES_TO_OPEN
from tests.machines.open_orders import add_open_orders, statuses, unended
from tests.machines.silent_wallet import SilentWallet
from tests.recorder import Recorder
from tests.running import RunningShop, run_at_once
from tests.web.shopper import Shopper

PAID = 40
SHOPPERS_MEANWHILE = 10
PATIENCE = 1800
HOURS = 24
SPARE = 10
"""Inquiries beyond one of 20 orders: of what was being asked about or fell due between two sweeps."""


@dataclass(frozen=True)
class Outage:
    """What was seen. `entries` and `questions` reached the JKOPay that is away, `probes` among the questions.

    `inquiries` are the calls that `orders` cost after its return, `drained` the seconds they took.
    """

    orders: int
    states: tuple[str, ...]
    checkout_seconds: float
    entries: int
    questions: int
    probes: int
    away: dict[str, int]
    returned: dict[str, int]
    inquiries: int
    drained: float

    @property
    def faults(self) -> list[str]:
        """What must not be: questions while nobody answers, a lost or unended order, or too many inquiries."""
        ended = {"paid": PAID, "closed": self.orders - PAID}
        said = (
            (self.questions != self.probes, f"{self.questions - self.probes} questions while JKOPay was away"),
            (self.away != {"open": self.orders}, f"ended by silence: {self.away}"),
            (self.returned != ended, f"known after its return: {self.returned}, not {ended}"),
            (self.inquiries > self.orders / 20 + SPARE, f"{self.inquiries} inquiries for {self.orders} orders"),
        )
        return [text for is_wrong, text in said if is_wrong]


def live_through(shop: RunningShop, clock: time_machine.Traveller, count: int) -> Outage:
    """Let `count` orders be open, JKOPay be away for a day and come back, with the jobs at work."""
    shop.sandbox.faults("callback result_url", "drop", times=10_000)
    add_open_orders(shop, count)
    for _ in range(PAID):
        shop.sandbox.pay(shop.payment(shop.buy()).number)
    shopper = Shopper(shop)
    stopping = threading.Event()
    shop.sandbox.stop()
    with SilentWallet(urlsplit(shop.sandbox.url).port or 0) as silence:
        # The first shoppers wait; from their silences on nobody does.
        run_at_once(SILENCES_TO_OPEN, lambda number: shop.buy(key=f"first-{number}"))
        entries = silence.asked("POST /platform/entry")
        sweepers = start_sweepers(shop.db, shop.wallet, stopping)
        started = time.monotonic()
        states = []
        for _ in range(SHOPPERS_MEANWHILE):
            shopper.buy()
            states.append(shopper.state())
        checkout_seconds = (time.monotonic() - started) / SHOPPERS_MEANWHILE
        for _ in range(HOURS):
            clock.shift(timedelta(hours=1))
            time.sleep(0.1)
        away = statuses(shop)
        entries_at_all, questions = silence.asked("POST"), silence.asked("GET")
        probes = silence.asked("shop-probe")
    assert entries == SILENCES_TO_OPEN
    shop.sandbox.start()
    calls = Recorder(shop.sandbox)
    started = time.monotonic()
    while left := unended(shop):
        assert time.monotonic() - started < PATIENCE, f"{left} payments are not ended"
        time.sleep(0.1)
    drained = time.monotonic() - started
    stopping.set()
    for sweeper in sweepers:
        sweeper.join()
    asked = [payload for payload in calls.payloads("GET /platform/inquiry") if b"shop-probe" not in payload]
    return Outage(
        orders=count + PAID + SILENCES_TO_OPEN + SHOPPERS_MEANWHILE,
        states=tuple(states),
        checkout_seconds=checkout_seconds,
        entries=entries_at_all,
        questions=questions,
        probes=probes,
        away=away,
        returned=statuses(shop),
        inquiries=len(asked),
        drained=drained,
    )
