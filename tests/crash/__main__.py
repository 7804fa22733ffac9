"""python -m tests.crash: kill -9 of the shop's processes at every step and at random, on both databases."""

import argparse
import multiprocessing
import random
import signal
import sys
import tempfile
import time
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import time_machine

from app.logs import configure_logs
from tests.compiled_once import compile_once
from tests.crash.databases import make_databases
from tests.crash.kills import kill_often
from tests.crash.lane import Lane
from tests.crash.processes import Child
from tests.crash.report import Tally, describe
from tests.crash.scenes import SCENES
from tests.services.travelling import MONDAY

# What a killed process wrote is in the system's hands, be it on its way to a disk or not; memory spares the disk.
_MEMORY = Path("/dev/shm")  # noqa: S108  a private folder is made in it


def main() -> int:
    """Returns 0 when nothing was lost, doubled or stuck."""
    options = _read_options()
    # So that the databases' server ends too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    compile_once()
    started, tally = time.monotonic(), Tally()
    with (
        tempfile.TemporaryDirectory(prefix="crash-", dir=_MEMORY if _MEMORY.is_dir() else None) as name,
        make_databases(Path(name), options.lanes) as databases,
        # Charges are taken by day; every process made from here on has this time.
        time_machine.travel(MONDAY, tick=True),
    ):
        _run_lanes(Path(name), databases, options, tally)
    sys.stdout.write("\n".join(describe(tally, options.seed, time.monotonic() - started)) + "\n")
    return 0 if tally.is_clean(options.kills) else 1


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="how many in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="decides the order and the random moments")
    parser.add_argument("--lanes", type=int, default=3, help="shops at work at once for each database")
    return parser.parse_args()


def _run_lanes(folder: Path, databases: list[tuple[str, str]], options: argparse.Namespace, tally: Tally) -> None:
    readers: dict[Connection[Any, Any], tuple[str, Path, Child]] = {}
    for number, (kind, url) in enumerate(databases):
        home = folder / f"lane-{number}"
        home.mkdir()
        reader, writer = multiprocessing.Pipe(duplex=False)
        lane = Child(partial(_run_lane, home, url, number, options, len(databases), writer), home / "lane.log")
        writer.close()
        readers[reader] = kind, home, lane
    while readers:
        ready = wait(list(readers))
        for reader in [reader for reader in readers if reader in ready]:
            kind, home, lane = readers[reader]
            try:
                tally.add(kind, reader.recv())
            except EOFError:
                del readers[reader]
                lane.dies_within(10)
                sys.stdout.write((home / "lane.log").read_text())


def _run_lane(home: Path, url: str, number: int, options: argparse.Namespace, lanes: int, writer: Any) -> None:
    configure_logs("error")
    lane = Lane(home, url, random.Random(f"{options.seed} {number}"))
    kills = options.kills // lanes + (number < options.kills % lanes)
    try:
        for kill in kill_often(lane, SCENES[number % options.lanes :: options.lanes], kills):
            writer.send(kill)
    finally:
        lane.stop()


if __name__ == "__main__":
    sys.exit(main())
