"""Many schedules: what they did and what they found, added up."""

from dataclasses import dataclass, field

from tests.simulation.run import tell_story
from tests.simulation.story import KINDS, Story
from tests.simulation.world import the_world


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


def run_seeds(first: int, count: int) -> Sum:
    """The schedules of `count` seeds from `first` on, in this process."""
    world, total = the_world(), Sum()
    for seed in range(first, first + count):
        total.add(tell_story(world, seed))
    return total


def run_batch(batch: tuple[int, int]) -> Sum:
    """`run_seeds` for a pool of processes, whose work must have a module they all can import."""
    return run_seeds(*batch)


def explain(seed: int) -> str:
    """The transcript of a schedule, and how to see it again."""
    story = tell_story(the_world(), seed)
    return "\n".join([*story.lines, "", f"Again: python3 run.py simulate --seed {seed}"])
