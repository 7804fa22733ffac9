"""A browser nobody has signed in with, and one of the merchant's."""

from collections.abc import Iterator

import pytest
import time_machine

from app.models import Authorization
from tests.admin.browsing import Browser
from tests.running import RunningShop
from tests.services.travelling import MONDAY


@pytest.fixture
def stranger(shop: RunningShop) -> Browser:
    """Not signed in."""
    return Browser(shop.app)


@pytest.fixture
def staff(shop: RunningShop) -> Browser:
    """Signed in."""
    browser = Browser(shop.app)
    assert browser.sign_in().address == "/admin/"
    return browser


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Monday morning in Taipei, when charges are taken, until the test says otherwise."""
    with time_machine.travel(MONDAY) as traveller:
        yield traveller


@pytest.fixture
def subscribed(shop: RunningShop, clock: time_machine.Traveller) -> Authorization:
    """Granted for a plan that is charged once a month."""
    return shop.subscribe("tea-every-month")
