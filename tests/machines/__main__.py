"""`python3 run.py outage`: a day without JKOPay with 10,000 orders open, and how soon all are known after it."""

import logging
import sys
import tempfile
import time
from pathlib import Path

import time_machine

from app.logs import configure_logs
from tests.databases import prepare_sqlite
from tests.machines.outage import live_through
from tests.sandbox.server import SandboxServer
from tests.services.travelling import MONDAY
from tests.shop_server import ShopServer

ORDERS = 10_000
SOON = 300
"""Seconds after JKOPay's return within which all must be known."""


def main() -> int:
    configure_logs("error")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name, time_machine.travel(MONDAY) as clock:
        folder = Path(name)
        sandbox = SandboxServer(folder / "sandbox")
        server = ShopServer(folder, sandbox, prepare_sqlite(folder))
        outage = live_through(server.running(sandbox), clock, ORDERS)
        server.stop()
        sandbox.stop()
    sys.stdout.write(
        f"JKOPay away for 24 h with {outage.orders:,} orders open, one jobs process on SQLite:\n"
        f"  meanwhile   {outage.questions} questions, {outage.probes} of them probes; "
        f"a checkout took {outage.checkout_seconds:.2f} s\n"
        f"  its return  {outage.returned} after {outage.drained:.0f} s by {outage.inquiries} inquiries\n"
        f"Took {time.monotonic() - started:.0f} s.\n"
    )
    faults = [*outage.faults, *([f"more than {SOON} s after its return"] if outage.drained > SOON else [])]
    sys.stdout.writelines(f"!! {fault}\n" for fault in faults)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
