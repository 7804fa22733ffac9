"""The narrowest phones: the header of the shop stays two lines, whatever the language."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.installation import Installation
from tests.browser.shopper import Shopper
from tests.browser.words import LANGUAGES

WIDTH = 320
LINE = 48
"""The height of what a finger can hit, and a little."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_is_one_line_and_brand_cart_and_language_another(
    language: str, open_context: OpenContext, installation: Installation
) -> None:
    page = open_context("phone").new_page()
    page.set_viewport_size({"width": WIDTH, "height": 640})
    shopper = Shopper(page, installation.shop_url)
    shopper.visit("/products/gaiwan")
    shopper.speak(language)
    shopper.put_in_cart()
    expect(page.locator(".cart-link .count")).to_be_visible()
    page.wait_for_load_state()
    tops = {
        part: box["y"] + box["height"] / 2
        for part in (".brand", ".cart-link", ".languages button:visible", ".site-nav")
        if (box := page.locator(part).bounding_box())
    }
    assert len(tops) == 4
    assert max(tops.values()) - min(tops.values()) <= LINE + 8, tops
    assert len({round(tops[part]) for part in (".brand", ".cart-link", ".languages button:visible")}) == 1, tops
    assert page.evaluate("() => document.documentElement.scrollWidth") == WIDTH
