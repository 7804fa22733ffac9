"""Random schedules of people, faults and crashes: nothing lost, doubled, made up or stuck, by JKOPay's own ledger."""

from collections.abc import Iterator

import pytest

from tests.databases import PostgresqlServer
from tests.simulation.report import explain, run_seeds
from tests.simulation.run import THEMES, tell_story
from tests.simulation.story import Story
from tests.simulation.world import World, the_world

SCHEDULES, PARTS = 10_000, 100
EACH = SCHEDULES // PARTS
PARTS_TWICE, EACH_TWICE = 10, 25


@pytest.fixture(scope="session")
def postgresql_world(postgresql: PostgresqlServer) -> Iterator[World]:
    """A world of this process on a database of its own."""
    with postgresql.empty() as url:
        yield the_world(url)


@pytest.mark.parametrize("part", range(PARTS))
def test_schedules_lose_double_and_make_up_nothing_and_come_to_rest(part: int) -> None:
    total = run_seeds(the_world(), part * EACH, EACH)
    assert total.schedules == EACH
    assert not total.failed_seeds, explain(the_world(), total.failed_seeds[0])


@pytest.mark.parametrize("part", range(PARTS_TWICE))
def test_a_schedule_is_the_same_story_on_postgresql(part: int, postgresql_world: World) -> None:
    for seed in range(part * EACH_TWICE, (part + 1) * EACH_TWICE):
        there, here = tell_story(postgresql_world, seed), tell_story(the_world(), seed)
        assert there.lines == here.lines
        assert not there.findings


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
