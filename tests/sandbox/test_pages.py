"""What every page has, and the first one."""

import re

import pytest

from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.browser import Browser
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.wallet_links import USERS, pay_link
from tests.sandbox.wire import Wire


def test_the_language_is_chinese_until_switched_and_kept_in_a_cookie(wire: Wire) -> None:
    link = pay_link(wire)
    browser = Browser()
    browser.session.cookies.clear()
    page = browser.get(link)
    assert '<html lang="zh-Hant-TW">' in page.html
    back = link.removeprefix(wire.sandbox.url)
    switched = browser.post(f"{wire.sandbox.url}/web/language", page, language="en", back=back)
    assert (switched.status, switched.location) == (303, back)
    assert '<html lang="en">' in browser.get(link).html


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "evil", "/a\r\nb"])
def test_switching_the_language_leads_nowhere_else(back: str, wire: Wire, browser: Browser) -> None:
    page = browser.get(pay_link(wire))
    switched = browser.post(f"{wire.sandbox.url}/web/language", page, language="en", back=back)
    assert switched.location == "/"


def test_every_page_is_strict_about_what_it_loads(wire: Wire, authpay: AuthpayWire, browser: Browser) -> None:
    link = pay_link(wire)
    wire.paid_order("paid")
    auth_no = authpay.bound()
    bound = authpay.bind("limited", "bind-2")["result_object"]
    authpay.sandbox.grant(bound["auth_no"])
    asked = authpay.bind("regular", "bind-3")["result_object"]["authpay_url"]
    receipt = bound["authpay_url"].replace("/authpay?", "/authpay/bound?")
    wallet = f"{wire.sandbox.url}/web/authorizations"
    pages = (link, f"{wire.sandbox.url}/", asked, bound["authpay_url"], receipt, wallet, f"{wallet}/{auth_no}")
    for url in (*pages, f"{wire.sandbox.url}/nowhere"):
        page = browser.get(url)
        assert page.status == (404 if url.endswith("nowhere") else 200)
        policy = page.response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert page.response.headers["Cache-Control"] == "no-store"
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", page.html)
        assert not re.findall(r'(?:src|<link[^>]* href)="(?!/)', page.html)


def test_static_files_are_kept_by_the_browser(wire: Wire, browser: Browser) -> None:
    page = browser.get(pay_link(wire))
    found = re.search(r'href="(/static/wallet\.css\?v=\w+)"', page.html)
    assert found
    style = browser.get(wire.sandbox.url + found[1])
    assert style.status == 200
    assert "immutable" in style.response.headers["Cache-Control"]


def test_the_first_page_explains_and_lists_what_happened(wire: Wire, browser: Browser, merchant: Merchant) -> None:
    link = pay_link(wire)
    wire.paid_order("paid")
    eventually(lambda: merchant.calls)
    page = browser.get(f"{wire.sandbox.url}/")
    for words in (wire.sandbox.store["store_id"], wire.sandbox.store["api_key"], "Waiting for payment", "result_url"):
        assert words in page.text
    assert link.removeprefix(wire.sandbox.url) in page.html
    for user in USERS:
        assert user in page.text


def test_the_first_page_lists_authorizations_and_leads_to_them(authpay: AuthpayWire, browser: Browser) -> None:
    auth_no = authpay.bound("regular")
    asked = authpay.bind("limited", "bind-2", authpay_name="一鍵付款")["result_object"]
    refused = authpay.bind("limited", "bind-3")["result_object"]["auth_no"]
    authpay.sandbox.decline(refused)
    page = browser.get(f"{authpay.sandbox.url}/")
    for words in ("月付會員", "NT$390 a month", "一鍵付款", "Waiting for consent", "Authorized", "Refused"):
        assert words in page.text
    assert f'href="/web/authorizations/{auth_no}"' in page.html
    assert asked["authpay_url"].removeprefix(authpay.sandbox.url) in page.html
    assert 'href="/web/authorizations"' in page.html
    authpay.sandbox.clock_advance(1201)
    assert "Link expired" in browser.get(f"{authpay.sandbox.url}/").text
