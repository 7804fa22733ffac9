"""The language is the shopper's choice, kept in the cookie, and never a way out to another site."""

import pytest

from tests.running import RunningShop
from tests.web.shopper import Shopper


def test_a_chosen_language_stays_and_leads_back_to_the_same_page(shop: RunningShop) -> None:
    shopper = Shopper(shop, "zh_Hant_TW")
    shopper.open("/products/gaiwan")
    assert '<html lang="zh-Hant-TW">' in shopper.page
    answer = shopper.send("/language", locale="en", next=shopper.hidden("next"))
    assert answer.url.endswith("/products/gaiwan")
    shopper.open("/cart")
    assert '<html lang="en">' in shopper.page


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "", "/\t/evil.example", "javascript:1"],
)
def test_only_paths_of_this_shop_are_followed(shopper: Shopper, path: str) -> None:
    data = {"csrf_token": shopper.hidden("csrf_token"), "locale": "en", "next": path}
    answer = shopper.browser.post(f"{shopper.shop.url}/language", data=data, allow_redirects=False, timeout=30)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_language_nobody_speaks_here_is_refused(shopper: Shopper) -> None:
    assert shopper.send("/language", locale="tlh", next="/").status_code == 400


def test_looking_does_not_change_the_language(shopper: Shopper) -> None:
    assert shopper.open("/language?locale=zh_Hant_TW").status_code == 405
    shopper.open("/cart")
    assert '<html lang="en">' in shopper.page
