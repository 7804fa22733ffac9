"""One order however often the form is sent; nothing written is ever lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import func, select, update

from app.models import Order, Product
from tests.web.shopper import EMAIL, NAME, Shopper


def orders(shopper: Shopper) -> int:
    with shopper.shop.db.read() as session:
        return session.scalar(select(func.count(Order.id))) or 0


def test_checkout_makes_an_order_and_shows_its_page(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.put_in_cart("kraft-notebook", 2)
    answer = shopper.check_out(note=" Ring twice\r\nplease ")
    assert answer.history[0].status_code == 303
    assert re.fullmatch(r".*/orders/[A-Za-z0-9_-]{22}", answer.url)
    order = shopper.shop.order(answer.url.rpartition("/")[2])
    assert (order.total, order.currency, order.locale) == (1280 + 2 * 220, "TWD", "en")
    assert (order.customer_name, order.customer_email, order.note) == (NAME, EMAIL, "Ring twice\nplease")
    assert shopper.state() == "waiting"
    shopper.open("/cart")
    assert shopper.says("Nothing in the cart yet.")


def test_only_the_currency_that_was_bought_leaves_the_cart(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.put_in_cart("tenugui-jpy")
    shopper.check_out("JPY")
    assert shopper.says("¥1,500")
    shopper.open("/cart")
    assert shopper.says("Yingge celadon gaiwan")
    assert not shopper.says("Kyoto wave tenugui")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "   ", "Please tell us your name."),
        ("name", "x" * 81, "At most 80 characters, please."),
        ("email", "", "Please tell us your e-mail address."),
        ("email", "ming@example", "This does not look like an e-mail address"),
        ("email", "a@b.tw Bcc: c@d.tw", "This does not look like an e-mail address"),
        ("note", "x" * 501, "At most 500 characters, please."),
    ],
)
def test_invalid_input_is_said_beside_its_field_and_nothing_is_lost(
    shopper: Shopper, field: str, value: str, words: str
) -> None:
    shopper.put_in_cart("gaiwan")
    kept = {"name": "Kept name", "email": "kept@example.com", "note": "Kept note"}
    shopper.check_out(**{**kept, field: value})
    assert shopper.says(words)
    assert f'aria-describedby="{field}-error' in shopper.page
    assert orders(shopper) == 0
    for other, text in kept.items():
        if other != field:
            assert text in shopper.page


def test_a_form_nobody_has_sent_yet_complains_of_nothing(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    assert "aria-invalid" not in shopper.page
    assert "-error" not in shopper.page


def test_a_form_sent_twice_at_once_is_one_order(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    fields = {name: shopper.hidden(name) for name in ("csrf_token", "checkout_key")} | {"name": NAME, "email": EMAIL}
    address, cookies = f"{shopper.shop.url}/checkout?currency=TWD", shopper.browser.cookies

    def click(_number: int) -> str:
        return requests.post(address, data=fields, cookies=cookies, timeout=60).url

    with ThreadPoolExecutor(4) as clicks:
        assert len(set(clicks.map(click, range(4)))) == 1
    assert orders(shopper) == 1


def test_the_same_form_sent_again_after_the_cart_is_empty_shows_the_same_order(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.open("/checkout?currency=TWD")
    key = shopper.hidden("checkout_key")
    first = shopper.check_out(checkout_key=key).url
    again = shopper.send("/checkout?currency=TWD", checkout_key=key, name=NAME, email=EMAIL).url
    assert again == first
    assert orders(shopper) == 1


def test_a_made_up_checkout_key_is_replaced(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan")
    shopper.check_out(checkout_key="x")
    assert orders(shopper) == 0
    assert len(shopper.hidden("checkout_key")) == 22


def test_goods_sold_while_the_form_was_filled_in_send_back_to_the_cart_and_the_words_wait(shopper: Shopper) -> None:
    shopper.put_in_cart("gaiwan", 2)
    shopper.open("/checkout?currency=TWD")
    key = shopper.hidden("checkout_key")
    with shopper.shop.db.write() as session:
        session.execute(update(Product).where(Product.slug == "gaiwan").values(on_hand=1))
    answer = shopper.send("/checkout?currency=TWD", checkout_key=key, name="Kept name", email="kept@example.com")
    assert answer.url.endswith("/cart")
    assert shopper.says("Somebody was faster")
    assert shopper.says("Only 1 left")
    assert orders(shopper) == 0
    shopper.send("/cart/items/gaiwan", count=1)
    shopper.open("/checkout?currency=TWD")
    assert "Kept name" in shopper.page
    assert "kept@example.com" in shopper.page


def test_an_amount_below_the_minimum_of_its_currency_is_no_order(shopper: Shopper) -> None:
    with shopper.shop.db.write() as session:
        session.execute(update(Product).where(Product.slug == "tenugui-jpy").values(price=4))
    shopper.put_in_cart("tenugui-jpy")
    assert shopper.check_out("JPY").url.endswith("/cart")
    assert shopper.says("JKOPay cannot take a payment of this amount.")
    assert orders(shopper) == 0


@pytest.mark.parametrize("currency", ["", "JPY", "XXX"])
def test_checkout_without_goods_leads_to_the_cart(shopper: Shopper, currency: str) -> None:
    shopper.put_in_cart("gaiwan")
    assert shopper.open(f"/checkout?currency={currency}").url.endswith("/cart")
