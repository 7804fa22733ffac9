"""The three places where a person ends an authorization; the shop's page hears of each by itself."""

from playwright.sync_api import expect

from tests.browser.authorized.member import Member
from tests.browser.authorized.stage import Stage
from tests.browser.conftest import OpenContext
from tests.browser.pictures import Camera
from tests.browser.staff import Staff
from tests.browser.wallet import PASSWORD
from tests.browser.words import say


def test_the_shopper_cancels_a_subscription_on_its_page(open_context: OpenContext, stage: Stage) -> None:
    member = Member(open_context("phone").new_page(), stage.shop_url)
    member.ask_for_plan("tea-every-month")
    member.is_granted("390")
    expect(member.charges.locator(".badge-good")).to_have_count(1)
    member.stays_on_this_page()
    member.cancel()
    member.sees("cancelled")
    assert member.has_stayed()
    expect(member.card).to_contain_text(say("zh_Hant_TW", "As you asked, nothing more is charged under it."))
    assert [row["status"] for row in stage.sandbox.authorizations()] == ["cancel"]
    Camera("zh_Hant_TW", "phone").take(member.page, "plan-cancelled")
    member.visit("/authorizations")
    expect(member.page.locator(".order-list .badge")).to_have_text(say("zh_Hant_TW", "Cancelled"))


def test_the_staff_cancels_it_in_two_steps(open_context: OpenContext, stage: Stage, staff: Staff) -> None:
    member = subscribed(open_context, stage, "en")
    page, camera = staff.page, Camera("en", "desktop")
    Member(page, stage.shop_url).speak("en")
    page.locator(".site-nav a[href='/admin/authorizations']").click()
    expect(page.locator(".orders-number a")).to_be_visible()
    camera.take(page, "admin-authorizations")
    page.locator(".orders-number a").click()
    door = page.locator("a[href$='/cancel']")
    door.click()
    expect(page.locator("form[action$='/cancel']")).to_be_visible()
    camera.take(page, "admin-cancel")
    assert [row["status"] for row in stage.sandbox.authorizations()] == ["granted"]
    page.locator("form[action$='/cancel'] button").click()
    expect(page.locator("[data-file] .file-head .badge")).to_have_text("Cancelled")
    expect(door).to_have_count(0)
    expect(page.locator(".timeline")).to_contain_text("Its answer to the request to cancel.")
    camera.take(page, "admin-cancelled")
    member.sees("cancelled")
    expect(member.card).to_contain_text("Our shop ended it. Nothing more is charged under it.")


def test_the_wallet_user_cancels_it_among_their_authorizations(open_context: OpenContext, stage: Stage) -> None:
    member = subscribed(open_context, stage, "zh_Hant_TW")
    wallet, camera = open_context("phone").new_page(), Camera("zh_Hant_TW", "phone")
    wallet.goto(stage.sandbox.url)
    wallet.locator("a[href^='/web/authorizations']", has_text="我的授權").click()
    expect(wallet.locator(".row-link")).to_be_visible()
    camera.take(wallet, "wallet-authorizations")
    wallet.locator(".row-link").click()
    expect(wallet.locator(".rows-charges li")).to_have_count(1)
    wallet.locator("[name=password]").fill(PASSWORD)
    wallet.locator("form[action$='/cancel'] button").click()
    expect(wallet.locator("form[action$='/cancel']")).to_have_count(0)
    camera.take(wallet, "wallet-cancelled")
    member.sees("cancelled")
    words = "It was ended in the JKOPay app or by JKOPay. Nothing more is charged under it."
    expect(member.card).to_contain_text(say("zh_Hant_TW", words))


def subscribed(open_context: OpenContext, stage: Stage, language: str) -> Member:
    """Somebody with the page of a subscription open whose first charge is paid."""
    member = Member(open_context().new_page(), stage.shop_url)
    member.visit(f"/authorizations/{stage.shop.subscribe('tea-every-month').token}")
    member.speak(language)
    expect(member.charges.locator(".badge-good")).to_have_count(1)
    return member
