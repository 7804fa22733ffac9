"""What a person reads of a run."""

import statistics
import sys
from collections.abc import Iterator

from tests.crash.kills import KINDS, Kill

_PROGRESS_EVERY = 10


class Tally:
    """The kills so far."""

    def __init__(self) -> None:
        self.kills: list[tuple[str, Kill]] = []

    def add(self, database: str, kill: Kill) -> None:
        """One more; every finding is shown at once, and a line from time to time."""
        self.kills.append((database, kill))
        for finding in kill.findings:
            sys.stdout.write(f"{finding.kind}: {finding.text} ({database}, {kill.scene}, {kill.victim} {kill.step})\n")
        if len(self.kills) % _PROGRESS_EVERY == 0:
            sys.stdout.write(f"{len(self.kills)} kills, {self.count('lost', 'doubled', 'phantom', 'stuck')} findings\n")
        sys.stdout.flush()

    def count(self, *kinds: str) -> int:
        """How many kills had such a finding."""
        return sum(any(finding.kind in kinds for finding in kill.findings) for _, kill in self.kills)

    def is_clean(self, wanted: int) -> bool:
        """Whether there were as many as wanted, and every one was survived."""
        return len(self.kills) == wanted and not any(kill.findings for _, kill in self.kills)


def describe(tally: Tally, seed: int, seconds: float) -> Iterator[str]:
    """The tables."""
    yield f"\n{'':<28}{'kills':>7}{'survived':>10}{'recovery s: median':>20}{'longest':>9}{'over 10 s':>11}"
    yield from (_row(kind, [kill for _, kill in tally.kills if kill.where == kind]) for kind in KINDS)
    yield ""
    for scene in dict.fromkeys(kill.scene for _, kill in sorted(tally.kills, key=lambda pair: pair[1].victim)):
        yield _row(scene, [kill for _, kill in tally.kills if kill.scene == scene])
    yield ""
    for victim in ("web", "jobs"):
        yield _row(f"{victim} process", [kill for _, kill in tally.kills if kill.victim == victim])
    for name in ("SQLite", "PostgreSQL"):
        yield _row(name, [kill for database, kill in tally.kills if database == name])
    yield _row("all", [kill for _, kill in tally.kills])
    yield ""
    steps = {(kill.scene, kill.step) for _, kill in tally.kills if kill.where in KINDS[:-1]}
    yield (
        f"lost {tally.count('lost')}, doubled {tally.count('doubled', 'phantom')}, stuck {tally.count('stuck')} of "
        f"{len(tally.kills)} kills at {len(steps)} different steps and at random; seed {seed}, {seconds:.0f} s."
    )
    yield "Recovery is from the restart until everything is at rest and agrees with JKOPay's ledger. Leases of the dead"
    yield "(30 and 45 s) and waits between inquiries pass by dating rows; not in it is a Python's start."


def _row(name: str, kills: list[Kill]) -> str:
    if not kills:
        return f"{name:<28}{0:>7}"
    times = [kill.seconds for kill in kills]
    survived = sum(not kill.findings for kill in kills)
    late = sum(seconds > 10 for seconds in times)
    return f"{name:<28}{len(kills):>7}{survived:>10}{statistics.median(times):>20.2f}{max(times):>9.2f}{late:>11}"
