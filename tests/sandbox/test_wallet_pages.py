import re
from io import BytesIO

import pytest
import requests
from PIL import Image

from tests.camera import read_codes
from tests.sandbox.browser import Browser, Page
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.test_entry import _in
from tests.sandbox.wallet_links import USERS, pay_link
from tests.sandbox.wire import Wire


def _pay(browser: Browser, link: str, user: str = "balance", typed: str = "0000") -> Page:
    return browser.post(link, browser.get(link), user=user, password=typed)


def test_the_page_shows_what_is_paid_and_who_can_pay(wire: Wire, browser: Browser) -> None:
    products = [{"name": "<b>烏龍茶</b>", "unit_count": 2, "unit_price": 700, "unit_final_price": 500}]
    page = browser.get(pay_link(wire, total_price=1400, products=products))
    assert page.status == 200
    for words in ("NT$1,000", "NT$1,400", "Sandbox Store", "order-1", "2 × 500", "0000", "no real money"):
        assert words in page.text
    assert "&lt;b&gt;烏龍茶&lt;/b&gt;" in page.html
    assert re.findall(r'name="user" value="(\w+)"', page.html) == USERS
    assert page.checked("user") == "balance"


def test_paying_goes_by_a_receipt_back_to_the_store(wire: Wire, browser: Browser, merchant: Merchant) -> None:
    link = pay_link(wire, confirm_url=f"{merchant.url}/confirm", result_display_url=f"{merchant.url}/display?a=1&b=2")
    paid = _pay(browser, link, "coins")
    assert paid.status == 303
    assert paid.location
    receipt = browser.get(f"{wire.sandbox.url}{paid.location}")
    assert "NT$1,000" in receipt.text
    assert "NT$50" in receipt.text
    back = f"{merchant.url}/display?a=1&amp;b=2"
    assert f'href="{back}"' in receipt.html
    assert f'<noscript><meta http-equiv="refresh" content="2;url={back}"></noscript>' in receipt.html
    assert wire.status() == 0
    eventually(lambda: [call.path for call in merchant.calls] == ["/confirm", "/result"])


def test_a_wrong_password_keeps_the_choice_and_pays_nothing(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = _pay(browser, link, "creditcard", "1234")
    assert page.status == 422
    assert "Wrong password" in page.text
    assert page.checked("user") == "creditcard"
    assert wire.status() == 101


def test_a_choice_among_the_wallets_in_trouble_is_shown_open(wire: Wire, browser: Browser) -> None:
    page = _pay(browser, pay_link(wire), "closed", "1234")
    assert page.checked("user") == "closed"
    assert "<details open>" in page.html


def test_nobody_chosen_is_an_error(wire: Wire, browser: Browser) -> None:
    page = _pay(browser, pay_link(wire), "stranger")
    assert page.status == 422
    assert "Choose who pays" in page.text


@pytest.mark.parametrize(
    ("user", "words", "payable"),
    [("short", "Not enough money", True), ("over_limit", "Monthly limit", True), ("failing", "payment failed", False)],
)
def test_a_wallet_in_trouble_is_told_so(user: str, words: str, payable: bool, wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = _pay(browser, link, user)
    assert page.status == 409
    assert words in page.text
    assert ('name="password"' in page.html) == payable
    assert (_pay_again(browser, link)) == payable


def _pay_again(browser: Browser, link: str) -> bool:
    return _pay(browser, link).status == 303


def test_declining_pays_nothing_and_leaves_the_door_open(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = browser.get(link)
    declined = browser.post(link.replace("/pay?", "/decline?"), page)
    assert declined.status == 303
    assert "You cancelled" in browser.get(link).text
    assert wire.status() == 101
    assert _pay(browser, link).status == 303


def test_declining_ends_the_order_where_that_counts_as_failed(wire: Wire, browser: Browser) -> None:
    wire.sandbox.switch(status_after_valid_time_or_decline=100)
    link = pay_link(wire)
    browser.post(link.replace("/pay?", "/decline?"), browser.get(link))
    assert wire.status() == 100
    assert "The payment failed" in browser.get(link).text


def test_a_paid_order_cannot_be_declined(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = browser.get(link)
    wire.sandbox.pay("order-1")
    browser.post(link.replace("/pay?", "/decline?"), page)
    assert wire.status() == 0


def test_an_expired_code_says_so_and_lives_again_after_a_new_entry(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    wire.sandbox.clock_advance(1201)
    page = browser.get(link)
    assert "code has expired" in page.text
    assert 'name="password"' not in page.html
    assert pay_link(wire) == link
    assert 'name="password"' in browser.get(link).html


def test_a_code_that_expires_under_the_shoppers_hands_pays_nothing(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = browser.get(link)
    wire.sandbox.clock_advance(1201)
    assert "code has expired" in browser.post(link, page, user="balance", password="0000").text
    assert wire.status() == 101


def test_past_the_valid_time_it_is_too_late(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire, valid_time=_in(60))
    wire.sandbox.clock_advance(61)
    assert "Too late" in browser.get(link).text


def test_a_paid_order_says_so_to_whoever_comes_later(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = browser.get(link)
    wire.sandbox.pay("order-1")
    assert "Already paid" in browser.get(link).text
    assert "Already paid" in browser.post(link, page, user="bank", password="0000").text
    assert wire.sandbox.stores()[0]["balance"] == 1000


def test_a_no_of_the_store_is_told(wire: Wire, browser: Browser, merchant: Merchant) -> None:
    merchant.answer = (200, b'{"valid": false}')
    link = pay_link(wire, confirm_url=f"{merchant.url}/confirm")
    assert "store stopped this payment" in _pay(browser, link).text
    assert "store stopped this payment" in browser.get(link).text


def test_a_no_that_leaves_the_order_open_is_told_above_the_form(
    wire: Wire, browser: Browser, merchant: Merchant
) -> None:
    wire.sandbox.switch(status_after_confirm_no=101)
    merchant.answer = (200, b'{"valid": false}')
    page = _pay(browser, pay_link(wire, confirm_url=f"{merchant.url}/confirm"))
    assert "store stopped this payment" in page.text
    assert 'name="password"' in page.html


def test_a_silent_store_leaves_the_order_payable(wire: Wire, browser: Browser, merchant: Merchant) -> None:
    link = pay_link(wire, confirm_url=f"{merchant.url}/confirm")
    wire.sandbox.faults("callback confirm_url", "drop", times=4)
    page = _pay(browser, link)
    assert "store does not answer" in page.text
    assert page.checked("user") == "balance"
    assert _pay(browser, link).status == 303


def test_the_receipt_of_an_unpaid_order_leads_to_paying(wire: Wire, browser: Browser) -> None:
    link = pay_link(wire)
    page = browser.get(link.replace("/pay?", "/paid?"))
    assert page.status == 303
    assert wire.sandbox.url + (page.location or "") == link


def test_what_a_foreign_order_costs_is_told(wire: Wire, browser: Browser) -> None:
    page = browser.get(pay_link(wire, currency="JPY", total_price=1230, final_price=1230))
    assert "JP¥1,230" in page.text
    assert "NT$249 debited" in page.text
    assert "Cards pay in TWD only" in page.text


def test_identities_are_shown_by_their_end_only(wire: Wire, browser: Browser) -> None:
    page = browser.get(pay_link(wire, identities=["A123456789"], escrow=True))
    assert "••••789" in page.text
    assert "A123456" not in page.text


@pytest.mark.parametrize("path", ["/web/pay", "/web/decline"])
def test_a_post_without_its_token_does_nothing(path: str, wire: Wire, browser: Browser) -> None:
    link = pay_link(wire).replace("/web/pay", path)
    browser.get(pay_link(wire))
    response = browser.session.post(link, data={"user": "balance", "password": "0000"}, timeout=20)
    assert response.status_code == 400
    assert "Please try again" in response.text
    assert wire.status() == 101


@pytest.mark.parametrize("path", ["/web/pay?j=nonsense", "/web/pay", "/web/paid?j=x", "/web/qr?j=x", "/nowhere"])
def test_a_link_to_nothing_is_a_friendly_404(path: str, wire: Wire, browser: Browser) -> None:
    page = browser.get(wire.sandbox.url + path)
    assert page.status == 404
    assert "nothing here" in page.text


def test_the_qr_picture_is_a_png_of_the_paymentpay_link(wire: Wire) -> None:
    answer = wire.entry()["result_object"]
    response = requests.get(answer["qr_img"], timeout=20)
    assert response.headers["Content-Type"] == "image/png"
    with Image.open(BytesIO(response.content)) as picture:
        assert read_codes(picture) == [answer["payment_url"]]
