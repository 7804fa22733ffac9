"""What a wallet user has authorized, in the wallet."""

import re

import pytest

from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.browser import Browser
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant


def _page(authpay: AuthpayWire, auth_no: str) -> str:
    return f"{authpay.sandbox.url}/web/authorizations/{auth_no}"


def test_each_wallet_lists_its_own(authpay: AuthpayWire, browser: Browser) -> None:
    authpay.bound("regular", "mine", user="bank", quota=400)
    authpay.bound("limited", "another", user="coins", authpay_name="一鍵付款")
    authpay.bind("limited", "unanswered", authpay_name="還沒回答")
    page = browser.get(f"{authpay.sandbox.url}/web/authorizations?user=bank")
    for words in ("月付會員", "Sandbox Store", "NT$390 a month", "At most NT$400", "Authorized"):
        assert words in page.text
    assert "一鍵付款" not in page.text
    assert "還沒回答" not in page.text
    assert re.search(r'aria-current="page">Bank account <span class="count">1<', page.html)


def test_a_wallet_without_authorizations_says_so(authpay: AuthpayWire, browser: Browser) -> None:
    authpay.bound(user="bank")
    assert "has authorized no store" in browser.get(f"{authpay.sandbox.url}/web/authorizations").text


def test_the_list_is_for_this_machine_only(authpay: AuthpayWire, browser: Browser) -> None:
    auth_no = authpay.bound()
    browser.session.headers["Host"] = "sandbox.example"
    assert browser.get(f"{authpay.sandbox.url}/web/authorizations").status == 404
    assert auth_no not in browser.get(f"{authpay.sandbox.url}/").html
    mine = browser.get(_page(authpay, auth_no))
    assert mine.status == 200
    assert "My authorizations" not in mine.text


def test_charges_and_refunds_are_shown_by_their_names(authpay: AuthpayWire, browser: Browser) -> None:
    auth_no = authpay.bound("limited", quota=1000)
    for order_id, amount, name in (("c-1", 100, "早餐"), ("c-2", 200, "午餐"), ("c-3", 300, "晚餐")):
        assert authpay.charge(auth_no, order_id, amount, trade_name=name)["result"] == "000"
    authpay.refund_charge("c-2", 50, "r-1")
    authpay.refund_charge("c-3", 300, "r-2")
    page = browser.get(_page(authpay, auth_no))
    found = re.findall(r"<li>.*?<strong>(\w+)</strong>.*?(NT\$\d+).*?badge-\w+\">([^<]+)<", page.html, re.DOTALL)
    assert found == [("晚餐", "NT$300", "Refunded"), ("午餐", "NT$200", "Partly refunded"), ("早餐", "NT$100", "Paid")]
    assert "NT$50 given back on 2027-03-01 10:00" in page.text


@pytest.mark.parametrize(("user", "words"), [("short", "Not charged"), ("failing", "Failed")])
def test_a_charge_that_did_not_go_through_is_told(
    user: str, words: str, authpay: AuthpayWire, browser: Browser
) -> None:
    auth_no = authpay.bound(user=user)
    assert authpay.charge(auth_no)["result"] != "000"
    page = browser.get(_page(authpay, auth_no))
    assert "第1次扣款" in page.text
    assert words in page.text


def test_nothing_charged_yet(authpay: AuthpayWire, browser: Browser) -> None:
    page = browser.get(_page(authpay, authpay.bound("regular", quota=500)))
    for words in ("Nothing was charged yet", "NT$390 a month", "NT$500", "JKOPay balance"):
        assert words in page.text


def test_the_user_cancels_and_the_store_is_told(authpay: AuthpayWire, browser: Browser, merchant: Merchant) -> None:
    authpay.sandbox.change_store(cancellation_url=f"{merchant.url}/cancelled")
    url = _page(authpay, auth_no := authpay.bound())
    done = browser.post(f"{url}/cancel", browser.get(url), password="0000")
    assert (done.status, done.location) == (303, f"/web/authorizations/{auth_no}")
    page = browser.get(url)
    assert "You cancelled this authorization" in page.text
    assert 'name="password"' not in page.html
    assert authpay.authpay(auth_no)["status"] == "cancel"
    (call,) = eventually(lambda: merchant.calls_to("/cancelled"))
    assert call.json["authpay"]["auth_no"] == auth_no
    again = browser.post(f"{url}/cancel", page, password="0000")
    assert again.status == 409
    assert "Already cancelled" in again.text


@pytest.mark.parametrize(
    ("by", "words"), [("jkopay", "JKOPay cancelled this"), ("merchant", "The store cancelled this")]
)
def test_who_cancelled_is_told(by: str, words: str, authpay: AuthpayWire, browser: Browser) -> None:
    auth_no = authpay.bound()
    authpay.sandbox.cancel(auth_no, by)
    page = browser.get(_page(authpay, auth_no))
    assert words in page.text
    assert "Cancelled" in browser.get(f"{authpay.sandbox.url}/web/authorizations").text


def test_a_wrong_password_cancels_nothing(authpay: AuthpayWire, browser: Browser) -> None:
    url = _page(authpay, auth_no := authpay.bound())
    page = browser.post(f"{url}/cancel", browser.get(url), password="1234")
    assert page.status == 422
    assert "Wrong password" in page.text
    assert authpay.authpay(auth_no)["status"] == "granted"


def test_one_that_is_not_cancelable_says_so_and_stays(authpay: AuthpayWire, browser: Browser) -> None:
    url = _page(authpay, auth_no := authpay.bound(cancelable=False))
    page = browser.get(url)
    assert "cannot be cancelled here" in page.text
    assert 'name="password"' not in page.html
    refused = browser.post(f"{url}/cancel", page, password="0000")
    assert refused.status == 409
    assert "Ask the store to end it" in refused.text
    assert authpay.authpay(auth_no)["status"] == "granted"


def test_cancelling_needs_its_token_and_is_no_get(authpay: AuthpayWire, browser: Browser) -> None:
    url = _page(authpay, auth_no := authpay.bound())
    browser.get(url)
    response = browser.session.post(f"{url}/cancel", data={"password": "0000"}, timeout=20)
    assert response.status_code == 400
    assert f'href="/web/authorizations/{auth_no}"' in response.text
    assert browser.get(f"{url}/cancel?password=0000").status == 405
    assert authpay.authpay(auth_no)["status"] == "granted"


def test_what_nobody_granted_is_in_no_wallet(authpay: AuthpayWire, browser: Browser) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    for path in (auth_no, "1", "?user=stranger"):
        separator = "" if path.startswith("?") else "/"
        assert browser.get(f"{authpay.sandbox.url}/web/authorizations{separator}{path}").status == 404
