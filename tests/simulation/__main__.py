"""`python3 run.py simulate`: as many schedules as wanted on every core, or one of them told in full."""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.databases import run_postgresql
from tests.simulation.report import Sum, Worker, explain
from tests.simulation.teeth import bite_all
from tests.simulation.world import the_world

MANY = 1_000_000
BATCH = 50


def main(arguments: list[str]) -> int:
    """0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python3 run.py simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=MANY, help="how many (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="tell the schedule of this seed in full")
    parser.add_argument("--postgresql", action="store_true", help="with the shop on PostgreSQL instead of SQLite")
    parser.add_argument("--teeth", action="store_true", help="plant every known bug, and tell how soon it is caught")
    asked = parser.parse_args(arguments)
    if asked.teeth:
        return int(bite_all() > 0)
    databases = _on_postgresql if asked.postgresql else _on_sqlite
    if asked.seed is not None:
        with databases(1) as urls:
            told = explain(the_world(urls[0]), asked.seed)
        say(told)
        return int("\n!! " in told)
    with databases(os.cpu_count() or 1) as urls:
        total = simulate(urls, asked.first, asked.schedules)
    return int(bool(total.failed_seeds))


def simulate(urls: Sequence[str | None], first: int, schedules: int) -> Sum:
    """Run them in a process for each database, telling how far it is, and the table at the end."""
    started, total = time.monotonic(), Sum()
    batches = [(at, min(BATCH, first + schedules - at)) for at in range(first, first + schedules, BATCH)]
    # A world is threads and open files, so each process makes its own.
    processes = multiprocessing.get_context("spawn")
    databases = processes.SimpleQueue()
    for url in urls:
        databases.put(url)
    with processes.Pool(len(urls), Worker.begin, (databases,)) as pool:
        for part in pool.imap_unordered(Worker.run, batches):
            total.join(part)
            pace = total.schedules / (time.monotonic() - started)
            say(f"\r{total.schedules:,} of {schedules:,} schedules, {pace:.0f} a second", end="")
    say("\n" + table(total, time.monotonic() - started))
    return total


@contextmanager
def _on_sqlite(count: int) -> Iterator[Sequence[str | None]]:
    yield [None] * count


@contextmanager
def _on_postgresql(count: int) -> Iterator[Sequence[str | None]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(run_postgresql(folder))
        yield [stack.enter_context(server.empty()) for _ in range(count)]


def table(total: Sum, seconds: float) -> str:
    """What was run and what was found."""
    rows = {
        "schedules": total.schedules,
        "actions": total.actions,
        "faults injected": total.faults,
        "crashes": total.kills,
        **total.found,
        "seconds": round(seconds),
    }
    lines = [f"{name:<16}{value:>14,}" for name, value in rows.items()]
    if total.failed_seeds:
        lines.append(f"failed: --seed {', '.join(map(str, sorted(total.failed_seeds)[:20]))}")
    return "\n".join(lines)


def say(line: str, end: str = "\n") -> None:
    """To the terminal, at once."""
    sys.stdout.write(line + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
