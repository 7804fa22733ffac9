"""JKOPay is away for a day: nobody waits for it, nothing ends without its word, and its return costs few calls."""

import time_machine

from app.services.breaker import SILENCES_TO_OPEN
from tests.machines.outage import SHOPPERS_MEANWHILE, live_through
from tests.running import RunningShop


def test_a_day_without_jkopay_loses_nothing_and_ends_with_an_inquiry_for_twenty_orders(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    outage = live_through(shop, clock, 200)
    print(f"{outage.orders} orders known {outage.drained:.1f} s after the return, by {outage.inquiries} inquiries")  # noqa: T201
    assert outage.entries == SILENCES_TO_OPEN, "nobody who came later was kept waiting for JKOPay"
    assert outage.states == ("silent",) * SHOPPERS_MEANWHILE
    assert outage.faults == []
