"""A browser nobody has signed in with, and one of the merchant's."""

import pytest

from tests.admin.browsing import Browser
from tests.running import RunningShop


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
