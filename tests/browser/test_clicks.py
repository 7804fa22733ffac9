"""Impatient fingers. Once with the scripts that hold the second click back, once with the server alone."""

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser.conftest import OpenContext
from tests.browser.installation import Installation
from tests.browser.shopper import ADDRESS, Shopper
from tests.browser.staff import Staff

WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@WITH_AND_WITHOUT_SCRIPTS
def test_a_checkout_clicked_twice_is_one_order(
    scripts: bool, open_context: OpenContext, installation: Installation
) -> None:
    shopper = Shopper(open_context(java_script_enabled=scripts).new_page(), installation.shop_url)
    shopper.visit()
    shopper.choose("pineapple-cake")
    shopper.put_in_cart()
    shopper.go_to_checkout()
    shopper.fill_in()
    shopper.order_button.dblclick()
    expect(shopper.page).to_have_url(ADDRESS)
    shopper.visit("/orders")
    expect(shopper.page.locator(".order-list > li")).to_have_count(1)


@WITH_AND_WITHOUT_SCRIPTS
def test_a_refund_clicked_twice_is_one_refund(
    scripts: bool,
    shopper: Shopper,
    open_context: OpenContext,
    installation: Installation,
    staff_cookies: StorageState,
) -> None:
    shopper.buy()
    shopper.open_wallet().pay()
    shopper.sees("paid")
    context = open_context(storage_state=staff_cookies, java_script_enabled=scripts)
    staff = Staff(context.new_page(), installation.shop_url)
    staff.open_order(installation.payment(shopper.token).number)
    staff.propose_refund("100", "clicked twice")
    staff.sure_button.dblclick()
    expect(staff.page.locator("[data-file]")).to_be_visible()
    expect(staff.refunds).to_have_count(1)
    assert len(installation.payment(shopper.token).refunds) == 1
