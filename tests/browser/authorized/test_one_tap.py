"""The whole way of one tap: allowed once, paid without a code, given back in two parts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.authorized.member import Member
from tests.browser.authorized.stage import Stage
from tests.browser.conftest import OpenContext
from tests.browser.pictures import Camera
from tests.browser.shopper import ADDRESS
from tests.browser.staff import Staff
from tests.browser.words import say


@pytest.mark.parametrize(("language", "size"), [("zh_Hant_TW", "phone"), ("en", "desktop")], ids=["zh", "en"])
def test_a_shopper_allows_it_once_pays_with_one_tap_and_gets_all_of_it_back(
    language: str, size: str, open_context: OpenContext, stage: Stage, staff: Staff
) -> None:
    context, camera = open_context(size, reduced_motion="no-preference"), Camera(language, size)
    member = Member(context.new_page(), stage.shop_url)
    member.visit()
    member.speak(language)
    allow_one_tap(member, language, camera)
    pay_with_one_tap(member, language, camera)
    give_back(staff, member, language)
    member.page.reload()
    expect(member.card.locator("h1")).to_have_text(say(language, "Refunded in full"))
    expect(member.card.locator(".refunds .amount")).to_have_text(["NT$640", "NT$640"])
    camera.take(member.page, "tap-refunded")


def allow_one_tap(member: Member, language: str, camera: Camera) -> None:
    member.ask_for_one_tap("2000")
    expect(member.card.locator(".status-amount")).to_have_text("NT$2,000")
    expect(member.card.locator("[data-clock]")).to_have_text(re.compile("^(1?[0-9]:[0-5][0-9]|20:00)$"))
    camera.take(member.page, "tap-code")
    member.is_granted("1500")
    expect(member.card.locator("h1")).to_have_text(say(language, "One tap is ready"))
    expect(member.card).to_contain_text(say(language, "Nothing has been charged yet."))
    camera.take(member.page, "tap-granted")


def pay_with_one_tap(member: Member, language: str, camera: Camera) -> None:
    member.visit()
    member.choose("gaiwan")
    member.put_in_cart()
    member.go_to_checkout()
    member.fill_in()
    expect(member.page.get_by_text(say(language, "Pay with one tap"))).to_be_visible()
    camera.take(member.page, "tap-checkout")
    member.order_button.click()
    expect(member.page).to_have_url(ADDRESS)
    member.stays_on_this_page()
    member.sees("paid")
    assert member.has_stayed()
    expect(member.card.locator(".status-amount")).to_have_text("NT$1,280")
    camera.take(member.page, "tap-paid")


def give_back(staff: Staff, member: Member, language: str) -> None:
    number = member.page.locator(".order-summary .number").inner_text()
    Member(staff.page, "").speak(language)
    staff.open_order(number)
    staff.propose_refund("640", "杯緣有裂紋，補償一半")
    staff.sure_button.click()
    expect(staff.refunds.locator(".badge-good")).to_have_count(1)
    expect(staff.page.locator(".flash")).to_have_text(
        say(language, "%(amount)s went back to the customer.", amount="NT$640")
    )
    staff.propose_refund("640", "整件退回")
    staff.sure_button.click()
    expect(staff.refunds.locator(".badge-good")).to_have_count(2)
    expect(staff.refund_door).to_have_count(0)
