"""How soon a planted bug is caught: schedules about what it is about, until one finds something."""

from collections.abc import Iterator
from itertools import count, islice

from tests.simulation.bugs import BUGS, THEMES_OF
from tests.simulation.run import THEMES, tell_story
from tests.simulation.story import Story
from tests.simulation.world import the_world

MOST = 400
"""Schedules before a bug counts as missed."""


def bite(name: str) -> tuple[int, Story]:
    """How many schedules it took, and the last of them; without findings the bug was missed."""
    taken = 0
    with BUGS[name]():
        for seed in islice(_seeds_about(name), MOST):
            taken += 1
            story = tell_story(the_world(), seed)
            if story.findings:
                break
    return taken, story


def bite_all() -> int:
    """The table of every bug, printed as it grows; how many were missed."""
    missed = 0
    for name in BUGS:
        taken, story = bite(name)
        missed += not story.findings
        found = f"{taken:>4} schedules, seed {story.seed}" if story.findings else "missed"
        print(f"{name:<34}{found}", flush=True)  # noqa: T201
    print(f"caught {len(BUGS) - missed} of {len(BUGS)}")  # noqa: T201
    return missed


def _seeds_about(name: str) -> Iterator[int]:
    return (seed for seed in count() if THEMES[seed % len(THEMES)] in THEMES_OF[name])
