"""python3 run.py bench sandbox: whether the sandbox's calls stay flat as it grows. Asserts nothing.

Prints how long entry and inquiry take with very many orders in it, against an empty one in the same run, and its writes
a second against a bare emulator that pickles its one dict at each write.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

from tests.bench.load import Load, percentile
from tests.bench.place import BenchFailed
from tests.bench.sandbox.filling import fill_emulator, fill_sandbox
from tests.bench.sandbox.servers import Client, run_emulator, run_sandbox

_CALLS, _WARMING_CALLS = 1000, 300
_EMULATED = (1_000, 10_000, 100_000)
_MOST_SECONDS = 5.0
_CLIENTS = 4


def main(options: Sequence[str] | None = None) -> int:
    """Measure and print; without `options` those of the command line count."""
    parser = argparse.ArgumentParser(prog="python3 run.py bench sandbox", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000, help="in the full sandbox (%(default)s)")
    count = parser.parse_args(options).orders
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as made:
            for line in _measure(Path(made), count):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    except (BenchFailed, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def _measure(folder: Path, count: int) -> Iterator[str]:
    started = time.monotonic()
    with run_sandbox(folder / "full") as client:
        client.enter()
    old = fill_sandbox(folder / "full", count, 2 * _CALLS)
    size = (folder / "full" / "sandbox.sqlite3").stat().st_size / 2**20
    yield f"The sandbox with {count:,} orders ({size:,.0f} MiB, filled in {time.monotonic() - started:.0f} s) and empty"
    with run_sandbox(folder / "empty") as empty, run_sandbox(folder / "full") as full:
        yield from _compare(empty, full, cycle(old))
        rate = _rate(full)
    yield ""
    yield f"Writes a second of {_CLIENTS} clients that never pause: {rate:,.0f} by the sandbox with {count:,} orders"
    for held in _EMULATED:
        fill_emulator(folder / "orders.pickle", empty.order(), held)
        with run_emulator(folder / "orders.pickle") as client:
            pickled = _rate(client)
        yield f"  {pickled:7,.1f} by a pickle of {held:,} orders: the sandbox makes {rate / pickled:,.1f} times as many"
    yield f"Took {time.monotonic() - started:.0f} s."


def _compare(empty: Client, full: Client, old: Iterator[str]) -> Iterator[str]:
    """Call by call in turn, so that what else the machine does meets both. The full one is asked for `old` orders."""
    new = [empty.enter() for _ in range(_CALLS)]
    for _ in range(_WARMING_CALLS):
        full.enter()
        full.inquire(next(old))
    yield " " * 12 + "".join(f"{name:>11}{'full':>7}{'ratio':>7}" for name in ("p50 ms", "mean ms", "work ms"))
    yield _row("entry", *_take_turns((empty, empty.enter), (full, full.enter)))
    asked = iter(new)
    inquiries = [(empty, lambda: empty.inquire(next(asked))), (full, lambda: full.inquire(next(old)))]
    yield _row("inquiry", *_take_turns(*inquiries))


def _take_turns(*turns: tuple[Client, Callable[[], object]]) -> list[Load]:
    loads = [Load() for _ in turns]
    worked = [client.processor_seconds for client, _ in turns]
    for _ in range(_CALLS):
        for load, (_, call) in zip(loads, turns, strict=True):
            started = time.perf_counter()
            call()
            load.latencies.append(time.perf_counter() - started)
    for load, before, (client, _) in zip(loads, worked, turns, strict=True):
        load.processor_seconds = client.processor_seconds - before
    return loads


def _row(name: str, empty: Load, full: Load) -> str:
    """The median, the mean, and the server's own work, which what else the machine does changes least."""
    cells = [
        (percentile(empty.latencies, 0.5), percentile(full.latencies, 0.5)),
        (statistics.fmean(empty.latencies), statistics.fmean(full.latencies)),
        (empty.work, full.work),
    ]
    columns = (f"{1000 * first:11.2f}{1000 * second:7.2f}{second / first:7.2f}" for first, second in cells)
    return f"  {name:10}{''.join(columns)}"


def _rate(server: Client) -> float:
    """Writes a second of a server, for a few seconds, by several clients at once that never pause."""
    started = time.perf_counter()

    def write() -> int:
        client, written = server.another(), 0
        while time.perf_counter() - started < _MOST_SECONDS or not written:
            client.enter()
            written += 1
        client.close()
        return written

    with ThreadPoolExecutor(_CLIENTS) as threads:
        written = sum(each.result() for each in [threads.submit(write) for _ in range(_CLIENTS)])
    return written / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
