"""Every page of authorized payment, read by axe-core in both languages and colour schemes: nothing serious."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.authorized.member import Member
from tests.browser.authorized.stage import Stage
from tests.browser.conftest import OpenContext
from tests.browser.inspecting import Inspector
from tests.browser.staff import Staff
from tests.browser.wallet import WalletPage
from tests.browser.watching import Watch
from tests.databases import PASSWORD, STAFF

CHARGE = "POST /platform/authpay/transaction"


@pytest.mark.parametrize(
    ("language", "scheme", "size"), [("zh_Hant_TW", "dark", "phone"), ("en", "light", "desktop")], ids=["zh", "en"]
)
def test_no_page_of_authorized_payment_has_a_serious_barrier(
    language: str, scheme: Literal["light", "dark"], size: str, open_context: OpenContext, stage: Stage, watch: Watch
) -> None:
    context = open_context(size, bypass_csp=True, color_scheme=scheme)
    watch.expect_status(422)
    member, inspector = Member(context.new_page(), stage.shop_url), Inspector(context)
    member.visit("/authorizations")
    member.speak(language)
    look_at_a_binding(member, language, inspector)
    token = look_at_a_troubled_subscription(member, stage, inspector)
    look_at_the_admin(context.new_page(), stage, inspector)
    member.visit(f"/authorizations/{token}")
    member.cancel()
    member.sees("cancelled")
    inspector.look_at(member.page, "cancelled")
    assert inspector.barriers == []


def look_at_a_binding(member: Member, language: str, inspector: Inspector) -> None:
    page = member.page
    inspector.look_at(page, "no authorizations")
    member.visit("/authorizations/new")
    page.locator("form[action='/authorizations'] button").click()
    expect(page.locator("#name-error")).to_be_visible()
    inspector.look_at(page, "one tap with a mistake")
    member.ask_for_one_tap()
    inspector.look_at(page, "code")
    wallet = WalletPage(page.context.new_page())
    wallet.page.goto(str(member.card.locator("a[href*='/web/authpay']").first.get_attribute("href")))
    if language == "en":
        wallet.speak_english()
    wallet.confirm("1234")
    expect(wallet.page.locator(".alert")).to_be_visible()
    inspector.look_at(wallet.page, "wallet with a mistake")
    wallet.choose("balance")
    with wallet.paid():
        inspector.look_at(wallet.page, "wallet after")
    wallet.page.close()
    member.sees("granted")
    inspector.look_at(page, "one tap granted")
    member.visit("/authorizations")
    inspector.look_at(page, "authorizations")


def look_at_a_troubled_subscription(member: Member, stage: Stage, inspector: Inspector) -> str:
    page = member.page
    member.visit("/plans")
    inspector.look_at(page, "plans")
    member.visit("/plans/bread-every-week")
    inspector.look_at(page, "plan")
    stage.sandbox.next_answer(CHARGE, "303", message="Over the user's quota")
    token = stage.shop.subscribe("tea-every-month").token
    member.visit(f"/authorizations/{token}")
    expect(member.card.locator(".notice-warn")).to_be_visible()
    inspector.look_at(page, "subscription in trouble")
    page.goto(f"{stage.sandbox.url}/web/authorizations?user=balance")
    inspector.look_at(page, "authorizations in the wallet")
    page.locator(".row-link").first.click()
    expect(page.locator("form[action$='/cancel']")).to_be_visible()
    inspector.look_at(page, "one authorization in the wallet")
    return token


def look_at_the_admin(page: Page, stage: Stage, inspector: Inspector) -> None:
    Staff(page, stage.shop_url).sign_in(STAFF, PASSWORD)
    for path in ("/admin/subscriptions", "/admin/authorizations"):
        page.goto(f"{stage.shop_url}{path}")
        inspector.look_at(page, path)
    page.locator(".orders-number a").first.click()
    expect(page.locator(".timeline")).to_be_visible()
    inspector.look_at(page, "authorization")
    for door in ("a[href$='/charge']", "a[href$='/cancel']"):
        page.locator(door).first.click()
        expect(page.locator(".narrow form")).to_be_visible()
        inspector.look_at(page, door)
        page.go_back()
