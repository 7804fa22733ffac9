"""The whole way of an order, in both languages and two sizes: bought, paid, given back in two parts."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SIZES, OpenContext
from tests.browser.installation import Installation
from tests.browser.pictures import Camera
from tests.browser.shopper import EMAIL, NAME, Shopper
from tests.browser.staff import Staff
from tests.browser.wallet import WalletPage
from tests.browser.watching import Watch
from tests.browser.words import LANGUAGES, say


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shopper_buys_and_pays_and_the_merchant_gives_half_back_then_the_rest(
    language: str, size: str, open_context: OpenContext, installation: Installation, watch: Watch
) -> None:
    context, camera = open_context(size, reduced_motion="no-preference"), Camera(language, size)
    shopper = Shopper(context.new_page(), installation.shop_url)
    order(shopper, language, camera)
    sees_a_code_that_runs(shopper, language, camera)

    wallet = open_wallet(shopper, context, size)
    watch.expect_status(422)  # the wallet's answer to a wrong password
    pay_at_the_second_try(wallet, language, camera)
    turns_to_paid_by_itself(shopper, language, camera)
    comes_back_to_the_shop(wallet.page, shopper, installation, language, camera)

    staff = Staff(open_context(size).new_page(), installation.shop_url)
    refund_half_then_the_rest(staff, shopper, installation, language, camera)
    sees_the_refunds(shopper, language, camera)


def order(shopper: Shopper, language: str, camera: Camera) -> None:
    shopper.visit()
    shopper.speak(language)
    expect(shopper.page.locator("html")).to_have_attribute("lang", language.replace("_", "-"))
    camera.take(shopper.page, "catalogue")
    shopper.choose("gaiwan")
    camera.take(shopper.page, "product")
    shopper.put_in_cart()
    camera.take(shopper.page, "cart")
    shopper.go_to_checkout()
    camera.take(shopper.page, "checkout")

    shopper.fill_in(email="mei@", note="請附卡片\nHappy birthday!")
    shopper.order_button.click()
    message = say(language, "This does not look like an e-mail address; it should be like name@example.com.")
    expect(shopper.page.locator("#email-error")).to_have_text(message)
    assert shopper.page.locator("[name=email]").get_attribute("aria-describedby") == "email-error email-hint"
    for field, kept in {"name": NAME, "email": "mei@", "note": "請附卡片\nHappy birthday!"}.items():
        expect(shopper.page.locator(f"[name={field}]")).to_have_value(kept)
    camera.take(shopper.page, "checkout-invalid")

    shopper.page.locator("[name=email]").fill(EMAIL)
    shopper.order_button.click()
    shopper.sees("waiting")


def sees_a_code_that_runs(shopper: Shopper, language: str, camera: Camera) -> None:
    assert shopper.read_code() == shopper.payment_url
    expect(shopper.card.locator(".status-amount")).to_have_text("NT$1,280")
    clock = shopper.card.locator("[data-clock]")
    shown = clock.inner_text()
    assert re.fullmatch(r"1?[0-9]:[0-5][0-9]|20:00", shown)
    expect(clock).not_to_have_text(shown)
    shopper.stays_on_this_page()
    camera.take(shopper.page, "payment")
    expect(shopper.page).to_have_title(re.compile("^" + re.escape(say(language, "Pay for your order"))))


def open_wallet(shopper: Shopper, context: BrowserContext, size: str) -> WalletPage:
    """On a computer the link opens another tab; on a phone the button leads away, so it is pressed in a second tab."""
    if size == "desktop":
        with context.expect_page() as opened:
            shopper.card.locator("a.on-desk").click()
        return WalletPage(opened.value)
    second = Shopper(context.new_page(), shopper.page.url)
    second.visit("")
    second.card.locator("a.on-phone").tap()
    return WalletPage(second.page)


def pay_at_the_second_try(wallet: WalletPage, language: str, camera: Camera) -> None:
    if language == "en":
        wallet.speak_english()
    expect(wallet.page.locator(".bill .amount")).to_contain_text("NT$1,280")
    camera.take(wallet.page, "wallet")
    wallet.choose("creditcard")
    wallet.confirm("1234")
    expect(wallet.page.locator(".alert")).to_contain_text(say(language, "Wrong password"))
    expect(wallet.page.locator("input[value=creditcard]")).to_be_checked()
    camera.take(wallet.page, "wallet-wrong-password")
    with wallet.paid():
        camera.take(wallet.page, "wallet-paid")


def turns_to_paid_by_itself(shopper: Shopper, language: str, camera: Camera) -> None:
    shopper.sees("paid")
    expect(shopper.card.locator("h1")).to_have_text(say(language, "Paid, thank you"))
    expect(shopper.card).to_contain_text(say(language, "Credit card ending in %(digits)s", digits="1234"))
    assert shopper.has_stayed()
    camera.take(shopper.page, "paid")


def comes_back_to_the_shop(
    page: Page, shopper: Shopper, installation: Installation, language: str, camera: Camera
) -> None:
    expect(page).to_have_url(re.compile(rf"^{installation.shop_url}/orders/{shopper.token}/return$"))
    back = Shopper(page, installation.shop_url)
    back.sees("paid")
    back.visit("/orders")
    expect(page.locator(".order-list .badge")).to_have_text(say(language, "Paid"))
    camera.take(page, "my-orders")


def refund_half_then_the_rest(
    staff: Staff, shopper: Shopper, installation: Installation, language: str, camera: Camera
) -> None:
    page, number = staff.page, shopper.page.locator(".order-summary .number").inner_text()
    page.goto(f"{installation.shop_url}/admin/sign-in")
    Shopper(page, installation.shop_url).speak(language)
    camera.take(page, "admin-sign-in")
    staff.sign_in(installation.username, installation.password)
    camera.take(page, "admin-orders")
    staff.open_order(number)
    camera.take(page, "admin-order")

    staff.refund_door.click()
    page.locator("a[href$='share=half']").click()
    expect(page.locator("[name=amount]")).to_have_value("640")
    page.locator("[name=reason]").fill("杯緣有裂紋，補償一半")
    camera.take(page, "refund")
    page.locator("form[action$='/confirm'] button").click()
    expect(staff.sure_button).to_be_visible()
    camera.take(page, "refund-sure")
    staff.sure_button.click()
    expect(staff.refunds).to_have_count(1)
    expect(staff.refunds.first.locator(".badge-good")).to_be_visible()
    expect(page.locator(".flash")).to_have_text(say(language, "%(amount)s went back to the customer.", amount="NT$640"))

    staff.propose_refund("640", "整件退回")
    staff.sure_button.click()
    expect(staff.refunds.locator(".badge-good")).to_have_count(2)
    expect(staff.refund_door).to_have_count(0)
    camera.take(page, "admin-order-refunded")


def sees_the_refunds(shopper: Shopper, language: str, camera: Camera) -> None:
    shopper.page.reload()
    expect(shopper.card.locator("h1")).to_have_text(say(language, "Refunded in full"))
    expect(shopper.card.locator(".refunds .amount")).to_have_text(["NT$640", "NT$640"])
    camera.take(shopper.page, "refunded")
