"""Random schedules of people, faults and crashes: nothing lost, doubled, made up or stuck, by JKOPay's own ledger."""

import pytest

from tests.simulation.report import explain, run_seeds
from tests.simulation.run import THEMES, tell_story
from tests.simulation.story import Story
from tests.simulation.world import the_world

SCHEDULES, PARTS = 10_000, 100
EACH = SCHEDULES // PARTS


@pytest.mark.parametrize("part", range(PARTS))
def test_schedules_lose_double_and_make_up_nothing_and_come_to_rest(part: int) -> None:
    total = run_seeds(part * EACH, EACH)
    assert total.schedules == EACH
    assert not total.failed_seeds, explain(total.failed_seeds[0])


def test_the_same_seed_tells_the_same_story() -> None:
    seeds = range(7_000, 7_000 + 3 * len(THEMES))
    first = [tell_story(the_world(), seed).lines for seed in seeds]
    assert [tell_story(the_world(), seed).lines for seed in reversed(seeds)] == first[::-1]


def test_schedules_are_full_of_faults_crashes_and_money() -> None:
    stories = [tell_story(the_world(), seed) for seed in range(20 * len(THEMES))]
    assert sum(story.tally.faults for story in stories) > len(stories)
    assert sum(story.tally.kills for story in stories) > len(stories) / 10
    for happened in ("paid", "refund", "granted", "charge_once_more", "meanwhile", "processed late", "lost"):
        assert any(_tells(story, happened) for story in stories), happened


def _tells(story: Story, words: str) -> bool:
    return any(words in line for line in story.lines)
