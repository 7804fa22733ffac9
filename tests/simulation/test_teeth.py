"""The simulation has teeth: every known bug, planted into the real services, is caught within a few schedules."""

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.teeth import MOST, bite


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_caught(name: str) -> None:
    _, story = bite(name)
    assert story.findings, f"{MOST} schedules, and {name} was not caught"
