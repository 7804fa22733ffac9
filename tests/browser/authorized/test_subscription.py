"""A subscription: allowed once, charged at once and then by itself."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.authorized.member import Member
from tests.browser.authorized.stage import Stage
from tests.browser.conftest import OpenContext
from tests.browser.pictures import Camera
from tests.browser.words import say


@pytest.mark.parametrize(("language", "size"), [("zh_Hant_TW", "desktop"), ("en", "phone")], ids=["zh", "en"])
def test_a_monthly_plan_is_charged_at_once_and_every_month_while_the_page_stays_open(
    language: str, size: str, open_context: OpenContext, stage: Stage
) -> None:
    context, camera = open_context(size, reduced_motion="no-preference"), Camera(language, size)
    member = Member(context.new_page(), stage.shop_url)
    member.visit()
    member.speak(language)
    member.ask_for_plan("tea-every-month")
    expect(member.card).to_contain_text(say(language, "every month"))
    camera.take(member.page, "plan-code")
    member.is_granted("390")

    expect(member.card.locator("h1")).to_have_text(say(language, "Your subscription runs"))
    expect(member.charges).to_have_count(1)
    expect(member.charges.locator(".badge-good")).to_have_count(1)
    expect(next_charge(member, language)).to_have_text("2026-12-23")
    member.stays_on_this_page()
    for cycle, following in ((2, "2027-01-23"), (3, "2027-02-23")):
        stage.let_pass(days=31)
        expect(member.charges.locator(".badge-good")).to_have_count(cycle)
        expect(next_charge(member, language)).to_have_text(following)
    assert member.has_stayed()
    expect(member.charges.locator(".amount")).to_have_text(["NT$390"] * 3)
    camera.take(member.page, "plan-three-months")


def next_charge(member: Member, language: str) -> Locator:
    """The day that the page names."""
    return member.card.locator("dt", has_text=say(language, "Next charge")).locator("xpath=following-sibling::dd[1]")
