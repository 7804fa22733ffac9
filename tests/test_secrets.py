"""Keys, passwords and callback addresses are in no page, no error, no log and no row that has no business with them."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.models import Order
from tests.addresses import ENDLESS, addresses, read_rows, sign_in
from tests.databases import PASSWORD
from tests.running import RunningShop
from tests.web.shopper import Shopper

WRONG_PASSWORD = "incorrect horse battery staple"


@pytest.fixture
def orders(shop: RunningShop) -> list[Order]:
    """Orders that met everything: payment and refund, refusal of our keys, silence."""
    paid = shop.paid()
    payment = shop.payment(paid)
    shop.refund(payment, 20)
    shop.sandbox.next_answer("POST /platform/entry", "201", message="Validation error")
    refused = shop.buy()
    shop.sandbox.faults("POST /platform/entry", "reset")
    return [paid, refused, shop.buy()]


def keys(shop: RunningShop) -> list[str]:
    """What nobody may see anywhere."""
    settings = shop.settings
    named = (settings.jkopay_api_key, settings.jkopay_secret_key, settings.secret_key)
    return [*(secret.get_secret_value() for secret in named), PASSWORD]


def addresses_of_callbacks(shop: RunningShop, orders: list[Order]) -> list[str]:
    """What only JKOPay may know."""
    return [str(shop.payment(order).callback_token) for order in orders]


def test_no_page_shows_a_key_or_a_callback_address(shop: RunningShop, orders: list[Order]) -> None:
    merchant = Shopper(shop)
    sign_in(merchant)
    merchant.put_in_cart("gaiwan")
    secrets = keys(shop) + addresses_of_callbacks(shop, orders)
    shown = {
        path: merchant.open(path).text
        for order in orders
        for endpoint, path in addresses(shop, order, "GET")
        if endpoint not in ENDLESS
    }
    assert len(shown) >= 20
    assert [path for path, page in shown.items() if any(secret in page for secret in secrets)] == []


def test_a_wrong_password_is_not_shown_again(shop: RunningShop) -> None:
    somebody = Shopper(shop)
    somebody.open("/admin/sign-in")
    somebody.send("/admin/sign-in", username="merchant", password=WRONG_PASSWORD)
    assert somebody.says("wrong")
    assert WRONG_PASSWORD not in somebody.page


def test_no_row_holds_a_key_and_only_the_payment_its_callback_address(shop: RunningShop, orders: list[Order]) -> None:
    held = {
        table: " ".join(cell.decode() if isinstance(cell, bytes) else str(cell) for row in rows for cell in row)
        for table, rows in read_rows(shop.db).items()
    }
    for token in addresses_of_callbacks(shop, orders):
        assert [table for table, cells in held.items() if token in cells] == ["payments"]
    for key in keys(shop):
        assert [table for table, cells in held.items() if key in cells] == []


def test_a_crash_shows_and_logs_no_key_even_with_settings_and_wallet_in_its_words(
    shop: RunningShop, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> str:
        raise RuntimeError(f"broken with {shop.settings!r} and {shop.wallet!r}")

    caplog.set_level(logging.DEBUG)
    shop.app.view_functions["catalog.index"] = crash
    shopper = Shopper(shop)
    assert shopper.open("/").status_code == 500
    assert "broken with" in caplog.text
    assert "broken with" not in shopper.page
    assert [key for key in keys(shop) if key in shopper.page + caplog.text] == []


def test_an_error_of_the_database_does_not_quote_what_was_asked_with(shop: RunningShop) -> None:
    token = shop.buy().token
    with pytest.raises(DBAPIError) as caught, shop.db.read() as session:
        session.execute(text("SELECT * FROM nowhere WHERE token = :token"), {"token": token})
    assert "nowhere" in str(caught.value)
    assert token not in str(caught.value)
