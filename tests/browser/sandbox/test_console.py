"""A developer's way through the console, in each language, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenContext
from tests.browser.pictures import Camera
from tests.browser.sandbox.console import ConsolePage
from tests.browser.watching import Watch
from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant

PHONE: ViewportSize = {"width": 375, "height": 812}
JOURNEYS = [("zh_Hant_TW", "desktop"), ("en", "desktop"), ("zh_Hant_TW", "phone"), ("en", "phone")]


@pytest.mark.parametrize(("language", "size"), JOURNEYS)
def test_a_developer_finds_plans_moves_and_empties_everything(
    language: str, size: str, open_context: OpenContext, wire: AuthpayWire, merchant: Merchant, watch: Watch
) -> None:
    context = open_context(size)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    if size == "phone":
        page.set_viewport_size(PHONE)
    console = ConsolePage(page, wire.sandbox.url, Camera(language, size))
    console.visit()
    console.speak(language)
    read_the_first_page(console, wire)
    look_at_orders(console, wire)
    look_at_authorizations(console)
    look_at_deliveries(console, merchant, wire)
    open_a_store(console)
    plan_a_fault(console, watch)
    move_the_clock(console, wire)
    turn_a_switch(console, wire)
    empty_it(console, wire)


def read_the_first_page(console: ConsolePage, wire: AuthpayWire) -> None:
    page = console.page
    page.locator("button[data-copy=secret]").click()
    eventually(lambda: page.evaluate("() => navigator.clipboard.readText()") == wire.sandbox.store["secret_key"])
    page.locator("details.script:not([open]) summary").click()
    page.locator(".magic summary").first.click()
    expect(page.locator(".magic")).to_contain_text("701010")
    console.photograph("first-page")


def look_at_orders(console: ConsolePage, wire: AuthpayWire) -> None:
    page = console.page
    console.go_to("orders")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.locator("[name=text]").fill("0002")
    page.locator(".filter button").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody a.code").click()
    expect(page.locator("main")).to_contain_text("refund-20270301-1")
    console.photograph("order")
    console.visit("/console/orders/1/order-20270301-0001")
    console.send(console.form("orders/1/order-20270301-0001/fail"))
    assert wire.status("order-20270301-0001") == 100


def look_at_authorizations(console: ConsolePage) -> None:
    page = console.page
    console.go_to("authorizations")
    page.locator("tbody a", has_text="一鍵付款").click()
    console.photograph("authorization-open")
    page.locator("[name=quota]").fill("2000")
    page.locator("form[action$='/grant'] button").click()
    console.sees_done()
    expect(page.locator("main")).to_contain_text("NT$2,000")
    console.photograph("authorization")


def look_at_deliveries(console: ConsolePage, merchant: Merchant, wire: AuthpayWire) -> None:
    page = console.page
    eventually(lambda: wire.sandbox.deliveries("order-20270301-0003")[0]["attempts"])
    console.go_to("deliveries")
    page.locator("tr", has_text="order-20270301-0003").locator("a").click()
    expect(page.locator(".bytes pre")).to_contain_text('"final_price": "1000"')
    merchant.answer = (200, b"ok")
    console.send(page.locator("form[action$='/redeliver']"))
    expect(page.locator(".badge-paid").first).to_be_visible()
    console.photograph("delivery")


def open_a_store(console: ConsolePage) -> None:
    page = console.page
    console.go_to("merchants")
    page.locator("details", has=console.form("merchants/1/stores")).locator("summary").click()
    form = console.form("merchants/1/stores")
    form.locator("[name=store_id]").fill("tea-2")
    form.locator("[name=name]").fill("二號茶行")
    console.send(form)
    expect(page.locator(".store", has_text="tea-2")).to_be_visible()
    page.locator(".store", has_text="tea-2").locator("summary").click()
    console.photograph("merchants-open")


def plan_a_fault(console: ConsolePage, watch: Watch) -> None:
    page = console.page
    console.go_to("faults")
    form = console.form("faults")
    form.locator("[name=fault]").select_option("drop")
    watch.expect_status(422)
    form.locator("button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    form.locator("[name=fault]").select_option("slow")
    form.locator("[name=times]").fill("")
    form.locator("[name=probability]").fill("0.25")
    console.send(form)
    console.send(console.form("faults/answers"))
    expect(page.locator("tbody tr")).to_have_count(2)
    console.photograph("faults-planned")
    console.send(page.locator("form[action$='/remove']").first)
    expect(page.locator("tbody tr")).to_have_count(1)


def move_the_clock(console: ConsolePage, wire: AuthpayWire) -> None:
    page = console.page
    console.go_to("clock")
    page.locator("button[value=freeze]").click()
    console.sees_done()
    page.locator("[name=now]").fill("2027-03-31T21:30:00")
    page.locator("form:has([name=now]) button").click()
    expect(page.locator(".time")).to_have_text(re.compile("2027-03-31 21:30:00"))
    console.photograph("clock-frozen")
    assert wire.sandbox.control("GET", "/clock")["frozen"] is True


def turn_a_switch(console: ConsolePage, wire: AuthpayWire) -> None:
    console.go_to("switches")
    console.page.locator("[name=callback_digest][value='1']").check()
    console.page.locator(".switches > button").click()
    console.sees_done()
    assert wire.sandbox.control("GET", "/settings")["switches"]["callback_digest"] is False


def empty_it(console: ConsolePage, wire: AuthpayWire) -> None:
    console.go_to("state")
    form = console.form("state/reset")
    form.locator("[name=sure]").check()
    console.send(form)
    assert wire.sandbox.control("GET", "/orders")["orders"] == []
