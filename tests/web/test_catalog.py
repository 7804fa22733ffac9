"""The goods: pictures of our own, both languages, and what is sold out says so."""

import re

import pytest

from app.services.catalogue import list_products
from tests.running import RunningShop
from tests.web.shopper import Shopper


def test_the_catalogue_names_every_product_with_its_price_and_a_picture_that_exists(shopper: Shopper) -> None:
    shopper.open("/")
    products = list_products(shopper.shop.db)
    assert len(products) >= 6
    for product in products:
        assert shopper.says(product.name_en)
        assert product.image in shopper.page
    pictures = re.findall(r'<img[^>]*src="([^"]+)"', shopper.page)
    for picture in pictures:
        answer = shopper.browser.get(shopper.shop.url + picture, timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"][:13]) == (200, "image/svg+xml")
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("locale", "name", "lang"), [("zh_Hant_TW", "鶯歌青瓷蓋碗", "zh-Hant-TW"), ("en", "gaiwan", "en")]
)
def test_products_speak_the_language_of_the_page(shop: RunningShop, locale: str, name: str, lang: str) -> None:
    shopper = Shopper(shop, locale)
    shopper.open("/products/gaiwan")
    assert shopper.says(name)
    assert f'<html lang="{lang}">' in shopper.page


def test_prices_are_written_as_their_currency_is(shopper: Shopper) -> None:
    shopper.open("/")
    assert shopper.says("NT$1,280")
    assert shopper.says("¥1,500")


def test_a_product_that_is_sold_out_cannot_be_put_in_the_cart(shopper: Shopper) -> None:
    shopper.open("/products/indigo-scarf")
    assert shopper.says("Sold out for now")
    assert "/cart/items" not in shopper.page


def test_the_catalogue_may_be_shown_again_on_going_back_and_a_cart_may_not(shopper: Shopper) -> None:
    assert shopper.open("/").headers["Cache-Control"] == "private, no-cache"
    assert shopper.open("/products/gaiwan").headers["Cache-Control"] == "private, no-cache"
    assert shopper.open("/cart").headers["Cache-Control"] == "no-store"


def test_a_product_nobody_knows_is_not_found(shopper: Shopper) -> None:
    assert shopper.open("/products/moon").status_code == 404
    assert shopper.says("Nothing lives at this address")
