"""The page of the payment error catalogue, its JSON, and the command, as staff and developers meet them."""

import re
from typing import Any

import pytest
from click.testing import Result

from app.cli_jkopay import jkopay
from app.payment_errors import ANSWERS, CODES
from tests.running import RunningShop
from tests.web.shopper import Shopper
from tests.web.test_floor import INLINE


def shown(shopper: Shopper) -> list[str]:
    return re.findall(r'<article[^>]* id="(\d{6})"', shopper.page)


def fetch(shopper: Shopper, query: str = "") -> list[dict[str, Any]]:
    answer = shopper.browser.get(f"{shopper.shop.url}/payment-errors.json{query}", timeout=30)
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["payment_errors"]
    return rows


def run(shop: RunningShop, *args: str) -> Result:
    return shop.app.test_cli_runner().invoke(jkopay, ["error", *args])


def test_the_page_shows_every_code_once_with_the_answers_that_are_it(shopper: Shopper) -> None:
    page = shopper.open("/payment-errors")
    assert page.status_code == 200
    assert sorted(shown(shopper)) == list(CODES)
    assert page.text.count('class="error-result"') == len(ANSWERS)
    assert INLINE.findall(page.text) == []
    assert "script" not in page.headers["Content-Security-Policy"].replace("script-src 'self'", "")
    assert shopper.says("91 codes")
    assert shopper.says("What JKOPay still owes you is less than this refund.")


def test_looking_needs_no_account_no_cookie_and_asks_nobody(shop: RunningShop, shopper: Shopper) -> None:
    assert "Set-Cookie" not in shopper.open("/payment-errors?q=113").headers
    assert shop.calls.payloads("GET /platform/inquiry") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [("q=100604", "100604"), ("q=confiscated", "100204"), ("q=没收", "100204"), ("q=unreimbursed", "100101")],
)
def test_a_code_is_found_by_number_english_chinese_or_words_of_jkopay(shopper: Shopper, query: str, code: str) -> None:
    shopper.open(f"/payment-errors?{query}")
    assert code in shown(shopper)
    assert len(shown(shopper)) < 4
    assert [row["code"] for row in fetch(shopper, f"?{query}")] == shown(shopper)


def test_the_form_remembers_what_was_asked(shopper: Shopper) -> None:
    shopper.open('/payment-errors?q="><b>&category=Risk+Control+Errors&audience=shopper')
    assert shopper.says("No code fits.")
    assert 'value="&#34;&gt;&lt;b&gt;"' in shopper.page
    assert '<option value="Risk Control Errors" selected>' in shopper.page
    assert '<option value="shopper" selected>' in shopper.page
    shopper.open("/payment-errors?category=Success&_external=1&endpoint=x")
    assert shown(shopper) == ["100000"]


@pytest.mark.parametrize("query", ["category=Weather", "audience=nobody"])
def test_an_unknown_filter_is_a_clear_error(shopper: Shopper, query: str) -> None:
    name, value = query.split("=")
    assert shopper.open(f"/payment-errors?{query}").status_code == 400
    assert shopper.says(f"There is no {name} “{value}”. Choose one from the list.")
    assert shown(shopper) == []
    answer = shopper.browser.get(f"{shopper.shop.url}/payment-errors.json?{query}", timeout=30)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"there is no {name} '{value}'")
    assert len(answer.json()["known"]) >= 4


def test_the_json_says_what_the_data_says(shopper: Shopper) -> None:
    rows = fetch(shopper)
    assert [row["code"] for row in rows] == list(CODES)
    for row in rows:
        error = CODES[row["code"]]
        assert (row["category"], row["description_en"]) == (error.category, error.english)
        assert row["description_zh_hans"] == error.chinese
        assert (row["audience"], row["retry"]) == (error.actor, error.retry)
        assert (row["shopper"]["en"], row["staff"]["en"]) == (error.shopper, error.staff)
        assert row["shopper"]["zh_hant"]
        assert row["staff"]["zh_hant"]
    told = [(answer["api"], answer["result"], answer["message"]) for row in rows for answer in row["jkopay"]]
    assert sorted(told) == sorted((answer.api, answer.result, answer.message) for answer in ANSWERS)


def test_the_json_is_in_both_languages_whatever_the_reader_speaks(shopper: Shopper) -> None:
    row = fetch(shopper, "?q=100102")[0]
    assert row["shopper"]["en"].startswith("The amount is below")
    assert row["shopper"]["zh_hant"].startswith("金額低於")


def test_the_page_speaks_chinese(shop: RunningShop) -> None:
    reader = Shopper(shop, "zh_Hant_TW")
    reader.open("/payment-errors?q=100102")
    assert reader.says("金額低於街口支付此幣別的下限")
    assert 'lang="zh-Hans">低于最低金额' in reader.page


def test_the_command_tells_a_result_of_every_api_that_has_it(shop: RunningShop) -> None:
    result = run(shop, "113")
    assert result.exit_code == 0
    assert "POST /platform/refund 113 Refund reject" in result.output
    assert "POST /platform/authpay/refund 113 Refund reject" in result.output
    assert "100100 Insufficient balance" in result.output
    assert "100101 Amount exceeds the maximum limit" in result.output
    assert result.output.count("To the staff: ") == 2


def test_the_command_tells_a_code_with_its_answers(shop: RunningShop) -> None:
    result = run(shop, "100101")
    assert result.exit_code == 0
    assert "100101 Amount exceeds the maximum limit (超过最大金额), Amount Errors" in result.output
    assert result.output.count("To the shopper: ") == 1
    assert "POST /platform/authpay/transaction 303 FinalPrice" in result.output
    assert "街口支付" in run(shop, "100102", "--locale", "zh_Hant_TW").output


def test_the_command_says_what_it_knows_when_it_does_not_know(shop: RunningShop) -> None:
    result = run(shop, "98765")
    assert result.exit_code == 2
    assert "neither a code of the catalogue nor a result of JKOPay" in result.output
    assert "results are: 000, 101, 200" in result.output
