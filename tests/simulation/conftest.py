"""Where schedules stand among the other tests."""

from itertools import groupby
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They never wait, so they are spread over the run, between files, to use the time in which others do."""
    here = Path(__file__).parent
    schedules = [item for item in items if item.path.parent == here]
    files = [list(file) for path, file in groupby(items, lambda item: item.path) if path.parent != here]
    if not files:
        return
    items.clear()
    for number, file in enumerate(files):
        first, last = (len(schedules) * count // len(files) for count in (number, number + 1))
        items += [*file, *schedules[first:last]]
