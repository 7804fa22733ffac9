"""Many schedules: what they did and what they found, added up."""

from dataclasses import dataclass, field
from multiprocessing.queues import SimpleQueue

from tests.simulation.run import tell_story
from tests.simulation.story import KINDS, Story
from tests.simulation.world import World, the_world


@dataclass
class Sum:
    """Of any number of schedules."""

    schedules: int = 0
    actions: int = 0
    faults: int = 0
    kills: int = 0
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    failed_seeds: list[int] = field(default_factory=list)

    def add(self, story: Story) -> None:
        """One more schedule."""
        self.schedules += 1
        self.actions += story.tally.actions
        self.faults += story.tally.faults
        self.kills += story.tally.kills
        for kind in {finding.kind for finding in story.findings}:
            self.found[kind] += 1
        if story.findings:
            self.failed_seeds.append(story.seed)

    def join(self, other: "Sum") -> None:
        """What another process counted."""
        self.schedules += other.schedules
        self.actions += other.actions
        self.faults += other.faults
        self.kills += other.kills
        for kind, times in other.found.items():
            self.found[kind] += times
        self.failed_seeds += other.failed_seeds


def run_seeds(world: World, first: int, count: int) -> Sum:
    """The schedules of `count` seeds from `first` on, in this process."""
    total = Sum()
    for seed in range(first, first + count):
        total.add(tell_story(world, seed))
    return total


class Worker:
    """`run_seeds` for a process of a pool, which has a world of its own."""

    world: World

    @classmethod
    def begin(cls, databases: "SimpleQueue[str | None]") -> None:
        """Take one of the databases for good."""
        cls.world = the_world(databases.get())

    @classmethod
    def run(cls, batch: tuple[int, int]) -> Sum:
        """A first seed and a count."""
        return run_seeds(cls.world, *batch)


def explain(world: World, seed: int) -> str:
    """The transcript of a schedule, and how to see it again."""
    story = tell_story(world, seed)
    return "\n".join([*story.lines, "", f"Again: python3 run.py simulate --seed {seed}"])
