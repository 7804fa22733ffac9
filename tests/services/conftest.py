"""A day on which charges are taken."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.services.travelling import MONDAY


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday morning in Taipei, for the shop and the sandbox, until the test says otherwise."""
    with time_machine.travel(MONDAY) as traveller:
        yield traveller
