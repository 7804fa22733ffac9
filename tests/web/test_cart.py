"""The cart lives in the cookie, and is compared with the house every time it is shown."""

import pytest
from sqlalchemy import update

from app.models import Product
from tests.web.shopper import Shopper


def set_stock(shopper: Shopper, slug: str, on_hand: int) -> None:
    with shopper.shop.db.write() as session:
        session.execute(update(Product).where(Product.slug == slug).values(on_hand=on_hand))


def test_goods_put_in_twice_are_counted_together(shopper: Shopper) -> None:
    shopper.put_in_cart("enamel-mug", 2)
    shopper.put_in_cart("enamel-mug", 1)
    assert shopper.says("Window grille enamel mug is in the cart.")
    assert 'value="3"' in shopper.page
    assert shopper.says("NT$1,170")
    assert shopper.says("3 3 pieces")


def test_a_changed_count_changes_the_sum_and_zero_takes_the_line_out(shopper: Shopper) -> None:
    shopper.put_in_cart("enamel-mug", 2)
    shopper.send("/cart/items/enamel-mug", count=5)
    assert shopper.says("NT$1,950")
    shopper.send("/cart/items/enamel-mug", count=0)
    assert shopper.says("Nothing in the cart yet.")


@pytest.mark.parametrize("count", ["-1", "0", "21", "1.5", "x", "", "１", "9" * 400])
def test_a_count_that_is_none_is_refused_in_words(shopper: Shopper, count: str) -> None:
    shopper.open("/products/enamel-mug")
    shopper.send("/cart/items", slug="enamel-mug", count=count)
    assert shopper.says("Please give a number from 1 to 20.")
    shopper.open("/cart")
    assert shopper.says("Nothing in the cart yet.")


def test_no_more_than_the_most_of_one_product_fits(shopper: Shopper) -> None:
    shopper.put_in_cart("enamel-mug", 15)
    shopper.put_in_cart("enamel-mug", 15)
    assert 'value="20"' in shopper.page


def test_each_currency_has_a_checkout_of_its_own(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.put_in_cart("tenugui-jpy", 2)
    assert "/checkout?currency=TWD" in shopper.page
    assert "/checkout?currency=JPY" in shopper.page
    assert shopper.says("¥3,000")


def test_stock_that_shrank_is_said_beside_the_line_and_keeps_the_cart(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan", 3)
    set_stock(shopper, "gaiwan", 2)
    shopper.open("/cart")
    assert shopper.says("Only 2 left")
    assert "/checkout?currency=TWD" not in shopper.page
    set_stock(shopper, "gaiwan", 0)
    shopper.open("/cart")
    assert shopper.says("Sold out in the meantime")
    set_stock(shopper, "gaiwan", 3)
    shopper.open("/cart")
    assert "/checkout?currency=TWD" in shopper.page
    assert 'value="3"' in shopper.page


def test_what_is_not_in_the_catalogue_cannot_be_put_in(shopper: Shopper) -> None:
    assert shopper.send("/cart/items", slug="moon", count=1).status_code == 404


def test_a_changed_cookie_is_an_empty_cart(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    cookie = shopper.browser.cookies["session"]
    shopper.browser.cookies.clear()
    shopper.open("/cart", cookies={"session": f"{cookie[:-4]}AAAA"})
    # The chosen language was in the cookie too.
    assert shopper.says("購物車還是空的。")
