"""`flask jkopay entry|inquiry|detail`, as somebody at a terminal and a program see them."""

import json
import re

import pytest
from click.testing import Result
from sqlalchemy import func, select

from app.jkopay import compute_digest
from app.models import Order, Payment
from tests.running import RunningShop
from tests.terminal import give, start

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ENTRY, INQUIRY = "POST /platform/entry", "GET /platform/inquiry"


def run(shop: RunningShop, *args: str) -> Result:
    return give(shop, "jkopay", *args)


def told(result: Result) -> dict[str, object]:
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_an_order_made_by_hand_can_be_paid_and_is_none_of_the_shops(shop: RunningShop) -> None:
    result = run(shop, "entry", "--amount", "120", "--json")
    facts = json.loads(result.stdout)["facts"]
    assert (result.exit_code, facts["amount"], facts["currency"]) == (0, "120", "TWD")
    assert facts["order_id"].startswith("CLI-")
    assert facts["order_id"] in result.stderr
    assert facts["payment_url"].startswith(shop.sandbox.url)
    assert facts["link_trusted"] is True
    assert 1100 < facts["qr_seconds"] <= 1200
    assert "transaction" in shop.sandbox.pay(facts["order_id"])
    with shop.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == 0
        assert session.scalar(select(func.count()).select_from(Payment)) == 0


def test_the_result_address_of_an_order_made_by_hand_answers_200(shop: RunningShop) -> None:
    order_id = json.loads(run(shop, "entry", "--amount", "120", "--json").stdout)["facts"]["order_id"]
    shop.sandbox.pay(order_id)
    delivery = shop.sandbox.deliveries(order_id)[-1]
    again = shop.sandbox.control("POST", f"/deliveries/{delivery['id']}/redeliver")
    assert again["attempts"][-1]["status"] == 200


def test_the_same_order_id_again_gives_the_same_link(shop: RunningShop) -> None:
    first, second = (
        json.loads(run(shop, "entry", "--amount", "120", "--order-id", "CLI-twice", "--json").stdout)["facts"]
        for _time in range(2)
    )
    assert first["payment_url"] == second["payment_url"]


def test_an_order_id_that_could_be_the_shops_is_refused_before_anything_is_sent(shop: RunningShop) -> None:
    result = run(shop, "entry", "--amount", "120", "--order-id", "T261121-7K2M9Q-1")
    assert (result.exit_code, shop.calls.payloads(ENTRY)) == (2, [])
    assert "must begin with CLI-" in result.stderr


@pytest.mark.parametrize("amount", ["0", "1.5", "-3", "1e3", "１０", "ten"])
def test_an_amount_that_cannot_be_is_refused_before_anything_is_sent(shop: RunningShop, amount: str) -> None:
    result = run(shop, "entry", "--amount", amount)
    assert (result.exit_code, shop.calls.payloads(ENTRY)) == (2, [])


def test_verbose_shows_the_signed_bytes_and_no_secret(shop: RunningShop) -> None:
    result = run(shop, "entry", "--amount", "120", "--name", "試作 Tea", "--verbose")
    (sent,) = shop.calls.payloads(ENTRY)
    secret = shop.settings.jkopay_secret_key.get_secret_value()
    assert f"> POST {shop.sandbox.url}/platform/entry" in result.stderr
    assert f"> {sent.decode()}" in result.stderr
    assert f"digest {compute_digest(sent, secret)}: HMAC-SHA256 of the {len(sent)} bytes of the body" in result.stderr
    assert "> api-key: [masked]" in result.stderr
    assert "< 200 after" in result.stderr
    assert secret not in result.output
    assert shop.settings.jkopay_api_key.get_secret_value() not in result.output


def test_verbose_shows_the_query_that_was_signed(shop: RunningShop) -> None:
    result = run(shop, "inquiry", "one", "two", "--verbose")
    assert f"> GET {shop.sandbox.url}/platform/inquiry?platform_order_ids=one,two" in result.stderr
    assert "bytes of the query after ?" in result.stderr


def test_a_refusal_is_told_with_its_code_and_remedy_and_ends_with_1(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "200", message="Store not found")
    result = run(shop, "entry", "--amount", "120")
    assert result.exit_code == 1
    assert "refused: POST /platform/entry 200 Store not found" in result.stdout
    assert "Check the store id in the settings." in result.stdout
    assert re.search(r"^  \d{6} ", result.stdout, re.MULTILINE)


def test_the_remedy_is_told_in_chinese_too(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "200", message="Store not found")
    error = json.loads(run(shop, "entry", "--amount", "120", "--json", "--locale", "zh_Hant_TW").stdout)["error"]
    assert re.search("[\u4e00-\u9fff]", error["remedy"])


def test_no_control_character_of_an_answer_reaches_the_terminal(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "200", message="Store\x07 not\x9b found")
    result = run(shop, "entry", "--amount", "120", "--verbose")
    assert "200 Store\ufffd not\ufffd found" in result.stdout
    assert not set(result.output) & {"\x07", "\x9b"}


def test_a_silence_ends_with_3_and_says_how_to_ask_for_the_same_link(shop: RunningShop) -> None:
    shop.sandbox.faults(ENTRY, "http_500")
    result = run(shop, "entry", "--amount", "120", "--order-id", "CLI-silent")
    assert result.exit_code == 3
    assert "--order-id CLI-silent" in result.stdout
    assert run(shop, "entry", "--amount", "120", "--order-id", "CLI-silent").exit_code == 0


def test_a_jkopay_that_is_away_is_told_from_one_that_may_have_heard(shop: RunningShop) -> None:
    shop.sandbox.stop()
    answer = told(run(shop, "inquiry", "one", "--json"))
    shop.sandbox.start()
    assert (answer["outcome"], answer["may_have_arrived"]) == ("silent", False)
    assert "JKOPAY_BASE_URL" in str(answer["advice"])


def test_an_inquiry_tells_what_was_paid_and_what_went_back(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid("kraft-notebook", user="creditcard"))
    shop.refund(payment, 20, "TWENTY")
    result = run(shop, "inquiry", payment.number, "nobodys", "--json")
    paid, unknown = json.loads(result.stdout)["facts"]["orders"]
    assert result.exit_code == 0
    assert (paid["status"], paid["means"], paid["final_price"]) == (0, "paid", "220")
    assert [(refund["refund_id"], refund["amount"]) for refund in paid["refunds"]] == [("TWENTY", "20")]
    assert unknown == {"order_id": "nobodys", "status": 102, "means": "no such order"}
    assert "400022" not in result.output


def test_an_inquiry_for_people_has_a_line_for_each_fact(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    result = run(shop, "inquiry", payment.number)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "answered: GET /platform/inquiry 000"
    assert "means: not paid yet" in result.stdout


def test_an_order_that_the_answer_does_not_mention_is_unknown_and_ends_with_3(shop: RunningShop) -> None:
    shop.sandbox.next_answer(INQUIRY, "000", message=None, result_object={"transactions": []})
    result = run(shop, "inquiry", "one", "--json")
    assert result.exit_code == 3
    assert "does not mention it" in json.loads(result.stdout)["facts"]["orders"][0]["unreadable"]


def test_more_than_20_ids_are_refused_before_anything_is_sent(shop: RunningShop) -> None:
    result = run(shop, "inquiry", *(f"id-{number}" for number in range(21)))
    assert (result.exit_code, shop.calls.payloads(INQUIRY)) == (2, [])
    assert "1 to 20 ids" in result.stderr


def test_charges_are_asked_about_by_their_own_api(shop: RunningShop) -> None:
    assert run(shop, "inquiry", "one", "--authpay").exit_code == 0
    assert shop.calls.payloads("GET /platform/authpay/inquiry") == [b"platform_order_ids=one"]


def test_detail_tells_how_an_authorization_stands_and_not_whose_it_is(shop: RunningShop) -> None:
    authorization = shop.bind()
    result = run(shop, "detail", authorization.auth_no or "", "--json")
    facts = json.loads(result.stdout)["facts"]
    assert (result.exit_code, facts["status"], facts["authorization"]) == (0, "granted", authorization.number)
    assert "jkos_account" not in result.output
    assert "***" not in result.output


def test_detail_of_what_is_not_there_ends_with_1(shop: RunningShop) -> None:
    result = run(shop, "detail", "123456")
    assert result.exit_code == 1
    assert "GET /platform/authpay/detail 301" in result.stdout


def test_a_program_reads_nothing_but_json_from_a_process_of_its_own(shop: RunningShop) -> None:
    with start(shop.settings, "jkopay", "inquiry", "one", "--json") as process:
        printed, log = process.communicate(timeout=60)
    assert (process.returncode, json.loads(printed)["outcome"]) == (0, "answered"), log
