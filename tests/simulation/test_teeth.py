"""The simulation has teeth: each known bug, planted into the real services, is caught within a few schedules."""

from collections.abc import Callable, Iterator
from itertools import count, islice

import pytest

from tests.simulation.bugs import BUGS, THEMES_OF
from tests.simulation.run import THEMES, tell_story
from tests.simulation.story import Story
from tests.simulation.world import the_world

MOST = 200
"""Schedules about what the bug is about."""


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught(name: str, record_property: Callable[[str, object], None]) -> None:
    taken, story = _run_until_caught(name)
    assert story.findings, f"{MOST} schedules, and {name} was not caught"
    record_property("schedules", taken)
    print(f"{name}: {taken} schedules, seed {story.seed}: {story.findings[0].what}")  # noqa: T201


def _run_until_caught(name: str) -> tuple[int, Story]:
    with BUGS[name]():
        for taken, seed in enumerate(islice(_seeds_about(name), MOST), 1):
            story = tell_story(the_world(), seed)
            if story.findings:
                return taken, story
    return MOST, story


def _seeds_about(name: str) -> Iterator[int]:
    return (seed for seed in count() if THEMES[seed % len(THEMES)] in THEMES_OF[name])
