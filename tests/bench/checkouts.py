"""The shop's checkout, over HTTP and whole, against the bare script; one of each in turn."""

import time

from tests.bench.bare_checkout import BareCheckout
from tests.bench.buyer import Buyer
from tests.bench.connection import Connection
from tests.bench.load import Load
from tests.bench.place import Place

CHECKOUTS = 100
_LONGEST_SECONDS = 6.0


def compare_checkouts(place: Place) -> tuple[Load, Load]:
    """Bare and shop, as many as fit in the time. The bare one's work has the shopper's in it, which is little."""
    bare, shop = Load(), Load()
    buyer, begun = Buyer(place.shop_port), time.perf_counter()
    with BareCheckout(place.folder / "bare.db", place.settings) as script, Connection(place.shop_port) as connection:
        script.check_out()
        buyer.check_out(connection)
        bare_work, shop_work = time.process_time(), place.shop.worker.processor_seconds
        while len(shop.latencies) < CHECKOUTS and time.perf_counter() - begun < _LONGEST_SECONDS:
            started = time.perf_counter()
            script.check_out()
            between = time.perf_counter()
            buyer.check_out(connection)
            bare.latencies.append(between - started)
            shop.latencies.append(time.perf_counter() - between)
        bare.processor_seconds = time.process_time() - bare_work
        shop.processor_seconds = place.shop.worker.processor_seconds - shop_work
    return bare, shop
