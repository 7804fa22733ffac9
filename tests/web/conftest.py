"""A shopper at the door of the shop."""

import pytest

from tests.running import RunningShop
from tests.web.shopper import Shopper


@pytest.fixture
def shopper(shop: RunningShop) -> Shopper:
    """Somebody who reads English."""
    return Shopper(shop)
