"""The merchant looks at what went over the wire, in both languages and two sizes, and checks a digest."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, OpenContext
from tests.browser.inspecting import Inspector
from tests.browser.installation import Installation
from tests.browser.pictures import Camera
from tests.browser.shopper import Shopper
from tests.browser.staff import Staff
from tests.browser.watching import Watch
from tests.browser.words import LANGUAGES

NARROW_PHONE = {"width": 375, "height": 812}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_follows_an_order_to_its_calls_and_checks_a_digest(
    language: str, size: str, open_context: OpenContext, installation: Installation, watch: Watch
) -> None:
    context = open_context(size, bypass_csp=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    number = pay_after_a_silence(Shopper(context.new_page(), installation.shop_url), installation)
    staff, camera, inspector = (
        Staff(context.new_page(), installation.shop_url),
        Camera(language, size),
        Inspector(context),
    )
    page = staff.page
    if size == "phone":
        page.set_viewport_size({"width": NARROW_PHONE["width"], "height": NARROW_PHONE["height"]})
    staff.sign_in(installation.username, installation.password)
    speak(page, language)
    staff.open_order(number)
    page.locator("a[href*='/admin/inspector?number=']").click()
    expect(page.locator(".call").nth(3)).to_be_visible()
    show(page, "inspector", camera, inspector)

    page.locator("#outcome").select_option("silent")
    page.locator(".narrowing button").click()
    expect(page.locator(".call")).to_have_count(1)
    page.locator(".call-api").click()
    expect(page.locator(".notice-warn")).to_be_visible()
    show(page, "inspector-silence", camera, inspector)

    page.go_back()
    page.locator("#outcome").select_option("")
    page.locator("#api").select_option("GET /platform/inquiry")
    page.locator(".narrowing button").click()
    page.locator(".call-api").first.click()
    copy(page)
    for details in page.locator("main details").all():
        details.locator("summary").click()
    show(page, "inspector-call", camera, inspector)

    check_digest(page, watch, camera, inspector)
    assert inspector.barriers == []


def speak(page: Page, language: str) -> None:
    """A phone offers only the other language."""
    button = page.locator(f".languages button[value={language}]")
    if button.get_attribute("aria-pressed") == "false":
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def pay_after_a_silence(shopper: Shopper, installation: Installation) -> str:
    """An order whose first call went unanswered; returns its payment's number."""
    installation.fault("POST /platform/entry", "reset")
    shopper.buy()
    shopper.sees("waiting")
    shopper.open_wallet().pay()
    shopper.sees("paid")
    return installation.payment(shopper.token).number


def copy(page: Page) -> None:
    """The command goes to the clipboard as it stands on the page."""
    button = page.locator("[data-copy]")
    button.click()
    expect(button).to_have_text(str(button.get_attribute("data-says")))
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.locator("#curl-command").text_content()
    assert "$JKOPAY_API_KEY" in copied


def check_digest(page: Page, watch: Watch, camera: Camera, inspector: Inspector) -> None:
    """Right as it came from the call; wrong, told where and why; refused without a payload."""
    page.locator("a[href*='/digest?call=']").click()
    send = page.locator("form[action$='/digest'] button")
    send.click()
    expect(page.locator("#result .badge-good")).to_be_visible()
    digest = page.locator("#digest").input_value()
    page.locator("#digest").fill(digest.upper())
    send.click()
    expect(page.locator("#result .badge-bad")).to_be_visible()
    expect(page.locator("#result mark")).to_have_count(2)
    expect(page.locator("#result .notice-warn")).to_be_visible()
    show(page, "digest-wrong", camera, inspector)
    watch.expect_status(422)
    page.locator("#payload").fill("")
    send.click()
    expect(page.locator("#payload-error")).to_be_visible()
    show(page, "digest-invalid", camera, inspector)


def show(page: Page, name: str, camera: Camera, inspector: Inspector) -> None:
    camera.take(page, name)
    inspector.look_at(page, name)
