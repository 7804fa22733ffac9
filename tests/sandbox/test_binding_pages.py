"""A wallet user says yes or no to a store."""

from io import BytesIO

import pytest
import requests
from PIL import Image

from tests.camera import read_codes
from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.browser import Browser, Page
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant


def _link(authpay: AuthpayWire, kind: str = "limited", **fields: object) -> str:
    link: str = authpay.bind(kind, "bind-1", **fields)["result_object"]["authpay_url"]
    return link


def _authorize(browser: Browser, link: str, user: str = "balance", quota: str = "500", typed: str = "0000") -> Page:
    return browser.post(link, browser.get(link), user=user, quota=quota, password=typed)


def _standing(authpay: AuthpayWire) -> tuple[str, str | None, int | None]:
    (row,) = authpay.sandbox.authorizations()
    return row["status"], row["user"], row["quota"]


def test_the_page_says_what_is_asked(authpay: AuthpayWire, browser: Browser) -> None:
    items = [{"name": "方案", "value": "<b>家庭</b>"}]
    page = browser.get(_link(authpay, "regular", custom_items=items))
    assert page.status == 200
    for words in ("月付會員", "Sandbox Store", "NT$390 a month", "Regular", "In the wallet", "bind-1", "方案"):
        assert words in page.text
    assert "&lt;b&gt;家庭&lt;/b&gt;" in page.html
    assert page.checked("user") == "balance"
    assert 'name="quota" value="390"' in page.html


@pytest.mark.parametrize(
    ("period", "times", "words"),
    [
        ("week", 1, "NT$390 a week"),
        ("quarter", 1, "NT$390 a quarter"),
        ("year", 1, "NT$390 a year"),
        ("week", 2, "NT$390, up to 2 times a week"),
        ("month", 3, "NT$390, up to 3 times a month"),
        ("quarter", 4, "NT$390, up to 4 times a quarter"),
        ("year", 12, "NT$390, up to 12 times a year"),
    ],
)
def test_every_cycle_has_plain_words(
    period: str, times: int, words: str, authpay: AuthpayWire, browser: Browser
) -> None:
    page = browser.get(_link(authpay, "regular", billing_cycle={"period": period, "times": times}))
    assert words in page.text


def test_a_limited_one_proposes_ten_times_its_amount(authpay: AuthpayWire, browser: Browser) -> None:
    page = browser.get(_link(authpay, cancelable=False))
    for words in ("About NT$390 each time", "Limited", "Only through the store"):
        assert words in page.text
    assert 'name="quota" value="3900"' in page.html


def test_authorizing_goes_by_a_receipt_back_to_the_store(
    authpay: AuthpayWire, browser: Browser, merchant: Merchant
) -> None:
    done = _authorize(browser, _link(authpay, result_display_url=f"{merchant.url}/back?a=1&b=2"), "bank", "1,200")
    assert done.status == 303
    receipt = browser.get(f"{authpay.sandbox.url}{done.location}")
    for words in ("Authorized", "Bank account", "NT$1,200", "月付會員"):
        assert words in receipt.text
    back = f"{merchant.url}/back?a=1&amp;b=2"
    assert f'id="continue" class="button" href="{back}"' in receipt.html
    assert f'<noscript><meta http-equiv="refresh" content="2;url={back}"></noscript>' in receipt.html
    assert _standing(authpay) == ("granted", "bank", 1200)
    eventually(lambda: merchant.calls_to("/bound"))


def test_a_receipt_without_a_way_back_stays(authpay: AuthpayWire, browser: Browser) -> None:
    done = _authorize(browser, _link(authpay, result_display_url=...))
    receipt = browser.get(f"{authpay.sandbox.url}{done.location}")
    assert "You can close this page" in receipt.text
    assert "refresh" not in receipt.html
    assert "continue.js" not in receipt.html


def test_the_quota_may_be_typed_in_wide_digits(authpay: AuthpayWire, browser: Browser) -> None:
    assert _authorize(browser, _link(authpay), quota=" ５００ ").status == 303
    assert _standing(authpay) == ("granted", "balance", 500)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("quota", "", "No amount"),
        ("quota", "12.5", "No amount"),
        ("quota", "-1", "No amount"),
        ("quota", "1e3", "No amount"),
        ("quota", "1" * 13, "No amount"),
        ("user", "stranger", "Nobody chosen"),
        ("password", "1234", "Wrong password"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_binds_nothing(
    field: str, value: str, words: str, authpay: AuthpayWire, browser: Browser
) -> None:
    link = _link(authpay)
    typed = {"user": "closed", "quota": "777", "password": "0000"} | {field: value}
    page = browser.post(link, browser.get(link), **typed)
    assert page.status == 422
    assert words in page.text
    assert f'name="quota" value="{typed["quota"]}"' in page.html
    assert page.checked("user") == (None if field == "user" else "closed")
    assert (field == "user") or "<details open>" in page.html
    assert page.html.count("aria-invalid") == (field != "user")
    assert _standing(authpay)[0] == "ungranted"


@pytest.mark.parametrize(("kind", "quota", "least"), [("regular", "389", "NT$390"), ("limited", "0", "NT$1.")])
def test_too_low_a_quota_is_told_with_the_least(
    kind: str, quota: str, least: str, authpay: AuthpayWire, browser: Browser
) -> None:
    page = _authorize(browser, _link(authpay, kind), "coins", quota)
    assert page.status == 409
    assert f"Allow at least {least}" in page.text
    assert f'name="quota" value="{quota}"' in page.html
    assert page.checked("user") == "coins"
    assert _standing(authpay)[0] == "ungranted"


def test_refusing_ends_the_link(authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    page = browser.get(link)
    assert browser.post(link.replace("/authpay?", "/authpay/decline?"), page).status == 303
    refused = browser.get(link)
    assert "You refused" in refused.text
    assert "/back" in refused.html
    assert 'name="password"' not in refused.html
    late = browser.post(link, page, user="balance", quota="500", password="0000")
    assert late.status == 409
    assert late.text == refused.text.replace(refused.csrf_token, late.csrf_token)
    assert _standing(authpay)[0] == "ungranted"


def test_a_bound_one_cannot_be_refused_or_bound_again(authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    page = browser.get(link)
    assert _authorize(browser, link).status == 303
    browser.post(link.replace("/authpay?", "/authpay/decline?"), page)
    again = browser.post(link, page, user="bank", quota="9", password="0000")
    assert again.status == 409
    assert "Already authorized" in again.text
    assert _standing(authpay) == ("granted", "balance", 500)


def test_a_cancelled_one_says_so(authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    authpay.sandbox.cancel(authpay.bound(), "jkopay")
    assert "This authorization was cancelled" in browser.get(link).text


def test_an_expired_code_says_so_and_lives_again_after_a_new_request(authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    page = browser.get(link)
    authpay.sandbox.clock_advance(1201)
    late = browser.post(link, page, user="balance", quota="500", password="0000")
    assert late.status == 409
    assert "code has expired" in late.text
    assert 'name="password"' not in browser.get(link).html
    assert _link(authpay) == link
    assert 'name="password"' in browser.get(link).html


def test_the_receipt_of_an_ungranted_one_leads_to_the_question(authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    page = browser.get(link.replace("/authpay?", "/authpay/bound?"))
    assert page.status == 303
    assert authpay.sandbox.url + (page.location or "") == link


def test_looking_binds_nothing(authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    assert browser.get(f"{link}&user=bank&quota=1&password=0000").checked("user") == "bank"
    assert browser.get(link.replace("/authpay?", "/authpay/decline?")).status == 405
    assert _standing(authpay) == ("ungranted", None, None)


@pytest.mark.parametrize("path", ["/web/authpay", "/web/authpay/decline"])
def test_a_post_without_its_token_does_nothing(path: str, authpay: AuthpayWire, browser: Browser) -> None:
    link = _link(authpay)
    browser.get(link)
    form = {"user": "balance", "quota": "500", "password": "0000"}
    response = browser.session.post(link.replace("/web/authpay", path), data=form, timeout=20)
    assert response.status_code == 400
    assert f'href="{link.removeprefix(authpay.sandbox.url)}"' in response.text
    assert 'name="password"' in browser.get(link).html
    assert _standing(authpay)[0] == "ungranted"


@pytest.mark.parametrize("path", ["", "?j=x", "/bound?j=x", "/qr?j=x"])
def test_a_link_to_nothing_is_a_friendly_404(path: str, authpay: AuthpayWire, browser: Browser) -> None:
    page = browser.get(f"{authpay.sandbox.url}/web/authpay{path}")
    assert page.status == 404
    assert "nothing here" in page.text


def test_the_qr_picture_is_a_png_of_the_binding_link(authpay: AuthpayWire) -> None:
    answer = authpay.bind()["result_object"]
    response = requests.get(answer["qr_img"], timeout=20)
    assert response.headers["Content-Type"] == "image/png"
    with Image.open(BytesIO(response.content)) as picture:
        assert read_codes(picture) == [answer["authpay_url"]]
