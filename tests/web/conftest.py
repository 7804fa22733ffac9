"""A shopper at the door of the shop."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.running import RunningShop
from tests.services.travelling import MONDAY
from tests.web.shopper import Shopper


@pytest.fixture
def shopper(shop: RunningShop) -> Shopper:
    """Somebody who reads English."""
    return Shopper(shop)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday morning in Taipei, when charges are taken, until the test says otherwise."""
    with time_machine.travel(MONDAY) as traveller:
        yield traveller
