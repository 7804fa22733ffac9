"""Every kind of page, read by axe-core in both languages and both colour schemes: nothing serious or critical."""

from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import OpenContext
from tests.browser.inspecting import Inspector
from tests.browser.installation import Installation
from tests.browser.shopper import ADDRESS, Shopper
from tests.browser.staff import Staff
from tests.browser.wallet import WalletPage
from tests.browser.watching import Watch

ENTRY = "POST /platform/entry"
EXPECTED_STATUSES = (404, 409, 422)


@pytest.mark.parametrize(
    ("language", "scheme", "size"), [("zh_Hant_TW", "light", "desktop"), ("en", "dark", "phone")], ids=["zh", "en"]
)
def test_no_page_has_a_serious_barrier(
    language: str,
    scheme: Literal["light", "dark"],
    size: str,
    open_context: OpenContext,
    installation: Installation,
    watch: Watch,
) -> None:
    context = open_context(size, bypass_csp=True, color_scheme=scheme)
    for status in EXPECTED_STATUSES:
        watch.expect_status(status)
    shopper, inspector = Shopper(context.new_page(), installation.shop_url), Inspector(context)
    shopper.visit()
    shopper.speak(language)
    look_at_the_shop(shopper, inspector)
    look_at_payments(shopper, installation, inspector)
    look_at_the_wallet(context, language, shopper, installation, inspector)
    look_at_the_admin(Staff(context.new_page(), installation.shop_url), shopper, installation, inspector)
    assert inspector.barriers == []


def look_at_the_shop(shopper: Shopper, inspector: Inspector) -> None:
    page = shopper.page
    for path, name in {
        "/": "catalogue",
        "/products/gaiwan": "product",
        "/products/indigo-scarf": "product sold out",
        "/cart": "empty cart",
        "/orders": "no orders",
        "/nowhere": "error",
    }.items():
        shopper.visit(path)
        inspector.look_at(page, name)
    for slug in ("tenugui-jpy", "gaiwan"):
        shopper.visit(f"/products/{slug}")
        shopper.put_in_cart()
    inspector.look_at(page, "cart")
    shopper.go_to_checkout()
    inspector.look_at(page, "checkout")
    shopper.fill_in(email="mei@")
    shopper.order_button.click()
    expect(page.locator("#email-error")).to_be_visible()
    inspector.look_at(page, "checkout with a mistake")


def look_at_payments(shopper: Shopper, installation: Installation, inspector: Inspector) -> None:
    page = shopper.page
    installation.control("POST", "/next", {"api": ENTRY, "result": "200", "message": "Store not found"})
    shopper.buy()
    shopper.sees("refused")
    inspector.look_at(page, "payment refused")
    shopper.press("retry")
    shopper.sees("waiting")
    inspector.look_at(page, "payment")
    installation.control("POST", f"/orders/{installation.payment(shopper.token).number}/fail", {})
    shopper.press("check")
    shopper.sees("failed", seconds=30)
    inspector.look_at(page, "payment failed")
    installation.fault(ENTRY, "reset", times=None)
    shopper.press("retry")
    shopper.sees("silent")
    inspector.look_at(page, "payment without an answer")
    installation.clear_faults()
    shopper.buy()
    address = page.url
    page.goto(f"{address}/return")
    inspector.look_at(page, "return")
    page.goto(address)


def look_at_the_wallet(
    context: BrowserContext, language: str, shopper: Shopper, installation: Installation, inspector: Inspector
) -> None:
    wallet = WalletPage(context.new_page())
    page = wallet.page
    page.goto(shopper.payment_url)
    if language == "en":
        wallet.speak_english()
    inspector.look_at(page, "wallet")
    wallet.choose("short")
    wallet.confirm()
    expect(page.locator(".alert")).to_be_visible()
    inspector.look_at(page, "wallet without money")
    wallet.cancel()
    expect(page.locator(".alert.note")).to_be_visible()
    inspector.look_at(page, "wallet after cancelling")
    wallet.choose("balance")
    with wallet.paid():
        inspector.look_at(page, "wallet paid")
    expect(page).to_have_url(ADDRESS)
    shopper.sees("paid")
    inspector.look_at(shopper.page, "order paid")
    for path in ("/", "/nowhere", f"/web/pay?{shopper_query(shopper, installation)}"):
        page.goto(f"{installation.sandbox_url}{path}")
        inspector.look_at(page, f"sandbox {path[:8]}")


def shopper_query(shopper: Shopper, installation: Installation) -> str:
    return str(installation.payment(shopper.token).payment_url).partition("?")[2]


def look_at_the_admin(staff: Staff, shopper: Shopper, installation: Installation, inspector: Inspector) -> None:
    page = staff.page
    page.goto(f"{installation.shop_url}/admin/sign-in")
    inspector.look_at(page, "sign-in")
    staff.sign_in(installation.username, installation.password)
    inspector.look_at(page, "orders")
    page.goto(f"{installation.shop_url}/admin/attention")
    inspector.look_at(page, "attention")
    staff.search("no such order")
    inspector.look_at(page, "orders without a match")
    staff.open_order(installation.payment(shopper.token).number)
    staff.refund_door.click()
    expect(page.locator("[name=amount]")).to_be_visible()
    inspector.look_at(page, "refund")
    page.locator("form[action$='/confirm'] button").click()
    expect(page.locator("#reason-error")).to_be_visible()
    inspector.look_at(page, "refund with a mistake")
    page.locator("[name=reason]").fill("a test")
    page.locator("[name=amount]").fill("100")
    page.locator("form[action$='/confirm'] button").click()
    expect(staff.sure_button).to_be_visible()
    inspector.look_at(page, "refund, for sure")
    staff.sure_button.click()
    expect(staff.refunds).to_have_count(1)
    inspector.look_at(page, "order with a refund")
    shopper.page.reload()
    inspector.look_at(shopper.page, "order refunded")
