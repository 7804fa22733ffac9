"""A browser that runs no scripts: everything goes by forms and links, and pages refresh themselves."""

from datetime import timedelta

from playwright.sync_api import expect

from app.db import utc_now
from tests.browser.conftest import OpenContext
from tests.browser.installation import Installation
from tests.browser.shopper import Shopper
from tests.browser.wallet import WalletPage


def test_a_shopper_without_scripts_buys_and_pays(open_context: OpenContext, installation: Installation) -> None:
    context = open_context(java_script_enabled=False)
    shopper = Shopper(context.new_page(), installation.shop_url)
    shopper.buy()
    shopper.sees("waiting")
    assert shopper.read_code() == shopper.payment_url
    with context.expect_page() as opened:
        shopper.card.locator("a.on-desk").click()
    wallet = WalletPage(opened.value)
    wallet.pay()
    back = Shopper(wallet.page, installation.shop_url)
    back.sees("paid", seconds=30)
    shopper.sees("paid", seconds=30)


def test_a_dead_code_is_renewed_by_a_button_without_scripts(
    open_context: OpenContext, installation: Installation
) -> None:
    shopper = Shopper(open_context(java_script_enabled=False).new_page(), installation.shop_url)
    shopper.buy()
    installation.change_payment(shopper.token, qr_expires_at=utc_now() - timedelta(seconds=1))
    shopper.page.reload()
    shopper.sees("faded")
    expect(shopper.card.locator("svg.qr")).to_have_count(0)
    shopper.press("renew")
    shopper.sees("waiting")
    assert shopper.read_code() == shopper.payment_url
