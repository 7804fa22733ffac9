"""The tables a person reads."""

import os
import platform
import sys
from collections.abc import Iterator, Sequence

from sqlalchemy import text

from app.db import Database
from tests.bench.load import Load, percentile
from tests.bench.pages import CONNECTIONS, ROUND_SECONDS, ROUNDS, PageComparison
from tests.bench.slow_wallet import SHOPPERS, WALLET_SECONDS, SlowWallet
from tests.bench.waiting import COUNTED_SECONDS, ORDERS, Waiting

_MIB = 1024 * 1024
_WIDTHS = (11, 9, 9, 7, 9)


def describe_machine(database_url: str) -> Iterator[str]:
    """What the numbers were measured on, in one line."""
    db = Database(database_url)
    with db.read() as session:
        version = session.scalar(text("SELECT sqlite_version()"))
        journal = session.scalar(text("PRAGMA journal_mode"))
    db.close()
    yield (
        f"Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores, {platform.machine()}, "
        f"SQLite {version} ({journal}); browsers, shop and sandbox on this machine, the shop in one process"
    )


def describe_pages(pages: Sequence[PageComparison]) -> Iterator[str]:
    """Answers a second, milliseconds, and the shop's part of the bare rate with the rounds' spread.

    The last ratio is of the processor's work for a page, which what else the machine does changes least.
    """
    yield f"Pages: {CONNECTIONS} browsers without a pause, {ROUNDS} rounds of {ROUND_SECONDS:g} s each in turn"
    yield _row("", "per second", "p50 ms", "p99 ms", "KB", "work ms", "ratio of rates, of work")
    for page in pages:
        spread = f"({min(page.ratios):.2f} to {max(page.ratios):.2f})"
        ratios = f"{percentile(page.ratios, 0.5):.2f} {spread}, {page.bare.work / page.shop.work:.2f}"
        yield _page_row(f"{page.name}, bare", page.bare, page.bare_bytes)
        yield _page_row(f"{page.name}, shop", page.shop, page.shop_bytes, ratios)


def describe_checkouts(bare: Load, shop: Load) -> Iterator[str]:
    """Milliseconds; the ratios are bare by shop, as with pages."""
    yield f"Checkout: {len(shop.latencies)} of each in turn; bare is two commits and one signed call without a server"
    yield _row("", "", "p50 ms", "p99 ms", "", "work ms", "ratio of p50, of work")
    ratio = percentile(bare.latencies, 0.5) / percentile(shop.latencies, 0.5)
    yield _row("checkout, bare", "", *_times(bare), "", f"{1000 * bare.work:.2f}", "")
    yield _row(
        "checkout, shop", "", *_times(shop), "", f"{1000 * shop.work:.2f}", f"{ratio:.2f}, {bare.work / shop.work:.2f}"
    )


def describe_slow_wallet(found: SlowWallet) -> Iterator[str]:
    """The catalogue meanwhile; the ratio is to before."""
    seconds = f"{WALLET_SECONDS:g} s"
    yield f"Catalogue while JKOPay takes {seconds} for each of {SHOPPERS} shoppers ({found.orders} orders stand)"
    yield from _compare_to_first(
        ("nobody checks out", found.before),
        (f"{SHOPPERS} are checking out", found.arriving),
        (f"{SHOPPERS} wait for JKOPay", found.waiting),
    )


def describe_waiting(found: Waiting) -> Iterator[str]:
    """Memory, statements, pushes, and the catalogue meanwhile."""
    few, many = found.few, found.many
    times = (percentile(found.pushes, 0.5), percentile(found.pushes, 0.99), percentile(found.last_heard, 0.5))
    p50, p99, last = (f"{1000 * seconds:.0f} ms" for seconds in times)
    grown = many.resident - few.resident
    each = grown / (many.browsers - few.browsers)
    yield f"{many.browsers:,} browsers waiting for their payment"
    yield f"  memory      {grown / _MIB:.1f} MB more than with {few.browsers}: {each / 1024:.1f} KB a browser"
    yield f"  statements  {many.statements} in {COUNTED_SECONDS:g} s; with {few.browsers} waiting: {few.statements}"
    yield f"  pushes      p50 {p50}, p99 {p99} after the settlement; the last of {many.browsers // ORDERS} after {last}"
    yield from _compare_to_first(
        (f"catalogue, {few.browsers} wait", few.pages), (f"catalogue, {many.browsers:,} wait", many.pages)
    )


def say(lines: Iterator[str]) -> None:
    """Print a table, and a line of space before it."""
    sys.stdout.write("\n" + "".join(f"{line.rstrip()}\n" for line in lines))
    sys.stdout.flush()


def _compare_to_first(*loads: tuple[str, Load]) -> Iterator[str]:
    yield _row("", "pages", "p50 ms", "p99 ms", "ratio of p50, p99")
    (_, first), *_ = loads
    for name, load in loads:
        p50, p99 = (percentile(load.latencies, share) / percentile(first.latencies, share) for share in (0.5, 0.99))
        yield _row(name, str(len(load.latencies)), *_times(load), "" if load is first else f"{p50:.1f}, {p99:.1f}")


def _times(load: Load) -> tuple[str, str]:
    return f"{1000 * percentile(load.latencies, 0.5):.1f}", f"{1000 * percentile(load.latencies, 0.99):.1f}"


def _page_row(name: str, load: Load, page_bytes: int, ratios: str = "") -> str:
    return _row(name, f"{load.rate:.0f}", *_times(load), f"{page_bytes / 1024:.1f}", f"{1000 * load.work:.2f}", ratios)


def _row(name: str, *cells: str) -> str:
    """Numbers to the right of their columns, and the last cell as it is."""
    *numbers, last = cells
    columns = "".join(number.rjust(width) for number, width in zip(numbers, _WIDTHS, strict=False))
    return f"  {name:<24}{columns}   {last}"
