"""`python3 run.py simulate`: as many schedules as wanted on every core, or one of them told in full."""

import argparse
import multiprocessing
import os
import sys
import time

from tests.simulation.report import Sum, explain, run_batch
from tests.simulation.teeth import bite_all

MANY = 1_000_000
BATCH = 50


def main(arguments: list[str]) -> int:
    """0 when nothing was found."""
    parser = argparse.ArgumentParser(prog="python3 run.py simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=MANY, help="how many (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first seed (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="tell the schedule of this seed in full")
    parser.add_argument("--teeth", action="store_true", help="plant every known bug, and tell how soon it is caught")
    asked = parser.parse_args(arguments)
    if asked.teeth:
        return int(bite_all() > 0)
    if asked.seed is not None:
        told = explain(asked.seed)
        say(told)
        return int("\n!! " in told)
    total = simulate(asked.first, asked.schedules)
    return int(bool(total.failed_seeds))


def simulate(first: int, schedules: int) -> Sum:
    """Run them, telling how far it is, and the table at the end."""
    started, total = time.monotonic(), Sum()
    batches = [(at, min(BATCH, first + schedules - at)) for at in range(first, first + schedules, BATCH)]
    # A world is threads and open files, so each process makes its own.
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for part in pool.imap_unordered(run_batch, batches):
            total.join(part)
            pace = total.schedules / (time.monotonic() - started)
            say(f"\r{total.schedules:,} of {schedules:,} schedules, {pace:.0f} a second", end="")
    say("\n" + table(total, time.monotonic() - started))
    return total


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
