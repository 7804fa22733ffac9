"""An order is seen by whoever has its address, and by nobody else."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.installation import Installation
from tests.browser.shopper import EMAIL, Shopper
from tests.browser.watching import Watch


def test_another_browser_sees_an_order_at_its_address_only(
    shopper: Shopper, open_context: OpenContext, installation: Installation, watch: Watch
) -> None:
    shopper.buy()
    number = shopper.page.locator(".order-summary .number").inner_text()
    shopper.visit("/orders")
    mine = shopper.page.locator(".order-list > li")
    expect(mine).to_have_count(1)
    expect(mine).to_contain_text(number)
    shopper.page.go_back()

    stranger = Shopper(open_context().new_page(), installation.shop_url)
    stranger.visit("/orders")
    expect(stranger.page.locator("h1")).to_be_visible()
    expect(stranger.page.locator(".order-list")).to_have_count(0)
    expect(stranger.page.locator("body")).not_to_contain_text(number)
    watch.expect_status(404)
    stranger.visit(f"/orders/{number}")
    expect(stranger.page.locator("body")).not_to_contain_text(EMAIL)
    stranger.visit(f"/orders/{shopper.token}")
    expect(stranger.page.locator(".order-summary")).to_contain_text(EMAIL)
    stranger.visit("/orders")
    expect(stranger.page.locator(".order-list"), "having looked does not make it one's own").to_have_count(0)


def test_the_admin_is_closed_to_whoever_is_not_signed_in(shopper: Shopper, installation: Installation) -> None:
    shopper.buy()
    number = installation.payment(shopper.token).number.rpartition("-")[0]
    for path in ("/admin/", f"/admin/orders/{number}", "/admin/attention"):
        shopper.visit(path)
        expect(shopper.page.locator("[name=password]")).to_be_visible()
        expect(shopper.page.locator("body")).not_to_contain_text(EMAIL)
