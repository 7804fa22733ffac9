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
    """It is Monday morning in Taipei, when charges are taken, until the test says otherwise.

    Whoever uses it uses it first: a session that was signed before time went back is not believed.
    """
    with time_machine.travel(MONDAY) as traveller:
        yield traveller
