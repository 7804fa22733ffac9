"""`flask jkopay refund|cancel`: asked first, sent once, and never for what the shop's books know."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from click.testing import Result
from pydantic import SecretStr

from app import create_app
from app.config import Settings
from app.jkopay import LimitedRequest
from tests.running import RunningShop
from tests.terminal import give, give_to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REFUND, CANCEL = "POST /platform/refund", "POST /platform/authpay/cancel"


def run(shop: RunningShop, *args: str, answer: str | None = None) -> Result:
    return give(shop, "jkopay", *args, answer=answer)


@pytest.fixture
def order_id(shop: RunningShop) -> str:
    """An order made by hand, of 120 TWD and paid."""
    assert run(shop, "entry", "--amount", "120", "--order-id", "CLI-paid").exit_code == 0
    assert "transaction" in shop.sandbox.pay("CLI-paid")
    return "CLI-paid"


@pytest.fixture
def auth_no(shop: RunningShop) -> str:
    """An authorization that another program asked for, granted."""
    asked = LimitedRequest(
        authpay_name="Elsewhere",
        store_id=shop.settings.jkopay_store_id,
        platform_authpay_id="ELSEWHERE-1",
        billing_amount=Decimal(100),
        result_url=f"{shop.url}/jkopay/rehearsal",
    )
    number = shop.wallet.client.authpay.limited(asked).auth_no
    assert "authpay" in shop.sandbox.grant(number)
    return number


def refunds(shop: RunningShop, order_id: str) -> list[tuple[str, str]]:
    row = json.loads(run(shop, "inquiry", order_id, "--json").stdout)["facts"]["orders"][0]
    return [(refund["refund_id"], refund["amount"]) for refund in row.get("refunds", [])]


def test_a_refund_that_is_confirmed_goes_back_once(shop: RunningShop, order_id: str) -> None:
    result = run(shop, "refund", order_id, "50", "--refund-id", "CLI-fifty", answer="y\n")
    assert result.exit_code == 0
    assert "refund_id: CLI-fifty" in result.stdout
    assert refunds(shop, order_id) == [("CLI-fifty", "50")]


def test_a_refund_id_is_made_up_and_said_before_the_call(shop: RunningShop, order_id: str) -> None:
    result = run(shop, "refund", order_id, "50", "--yes", "--json")
    refund_id = json.loads(result.stdout)["facts"]["refund_id"]
    assert refund_id.startswith("CLI-R")
    assert f"refund id {refund_id}" in result.stderr


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_a_no_or_nobody_there_sends_nothing(shop: RunningShop, order_id: str, answer: str) -> None:
    result = run(shop, "refund", order_id, "50", answer=answer)
    assert (result.exit_code, shop.calls.payloads(REFUND)) == (2, [])
    assert "Nothing was sent." in result.stderr


def test_the_question_names_the_sandbox(shop: RunningShop, order_id: str) -> None:
    result = run(shop, "refund", order_id, "50", answer="n\n")
    assert f"{shop.sandbox.url.removeprefix('http://')}, the sandbox" in result.stderr


@pytest.mark.parametrize("args", [("refund", "X", "50"), ("cancel", "123"), ("entry", "--amount", "1")])
def test_the_question_names_the_host_where_money_is_real(shop: RunningShop, args: tuple[str, ...]) -> None:
    settings = Settings(
        jkopay_base_url="https://onlinepay.jkopay.example",
        jkopay_api_key=SecretStr("key"),
        jkopay_secret_key=SecretStr("secret"),
        jkopay_store_id="store",
        secret_key=shop.settings.secret_key,
        public_url="https://shop.example.com",
        database_url=shop.settings.database_url,
        data_dir=shop.settings.data_dir,
    )
    app = create_app(settings)
    result = give_to(app, "jkopay", *args, answer="n\n")
    app.extensions["shop"].db.close()
    assert result.exit_code == 2
    assert "At onlinepay.jkopay.example, JKOPay itself. Go on?" in result.stderr


@pytest.mark.parametrize("spell", [str.upper, str.lower])
def test_the_shops_own_payment_is_refused_with_the_admins_page(shop: RunningShop, spell: Callable[[str], str]) -> None:
    order = shop.paid()
    for number in (order.number, shop.payment(order).number):
        result = run(shop, "refund", spell(number), "50", "--yes")
        assert result.exit_code == 2
        assert f"{shop.url}/admin/orders/{order.number}" in result.stderr
    assert shop.calls.payloads(REFUND) == []


def test_the_shops_own_authorization_is_refused_with_the_admins_page(shop: RunningShop) -> None:
    authorization = shop.bind()
    result = run(shop, "cancel", authorization.auth_no or "", "--yes")
    assert (result.exit_code, shop.calls.payloads(CANCEL)) == (2, [])
    assert f"{shop.url}/admin/authorizations/{authorization.number}" in result.stderr


def test_a_refused_refund_is_told_with_its_remedy_and_ends_with_1(shop: RunningShop, order_id: str) -> None:
    result = run(shop, "refund", order_id, "121", "--yes", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["outcome"], told["result"]) == (1, "refused", "922")
    assert len(told["error"]["code"]) == 6
    assert told["error"]["remedy"]


def test_a_silent_refund_says_what_to_ask_and_what_to_send_again(shop: RunningShop, order_id: str) -> None:
    shop.sandbox.faults(REFUND, "http_500")
    result = run(shop, "refund", order_id, "50", "--yes", "--refund-id", "CLI-lost")
    assert result.exit_code == 3
    assert "flask --app app jkopay inquiry CLI-paid" in result.stdout
    assert "--refund-id CLI-lost" in result.stdout
    assert len(shop.calls.payloads(REFUND)) == 1


def test_the_same_refund_id_after_a_silence_is_one_refund(shop: RunningShop, order_id: str) -> None:
    shop.sandbox.faults(REFUND, "reset")
    command = ("refund", order_id, "50", "--yes", "--refund-id", "CLI-lost")
    assert [run(shop, *command).exit_code, run(shop, *command).exit_code] == [3, 0]
    assert refunds(shop, order_id) == [("CLI-lost", "50")]


def test_a_refusal_of_a_named_refund_says_that_it_may_prove_nothing(shop: RunningShop, order_id: str) -> None:
    result = run(shop, "refund", order_id, "500", "--yes", "--refund-id", "CLI-again")
    assert result.exit_code == 1
    assert "a refusal proves nothing" in result.stdout


def test_an_authorization_of_another_program_is_cancelled_once(shop: RunningShop, auth_no: str) -> None:
    assert run(shop, "cancel", auth_no, answer="y\n").exit_code == 0
    assert json.loads(run(shop, "detail", auth_no, "--json").stdout)["facts"]["status"] == "cancel"
    again = run(shop, "cancel", auth_no, "--yes")
    assert again.exit_code == 1
    assert "302" in again.stdout


def test_a_silent_cancel_says_what_to_ask(shop: RunningShop, auth_no: str) -> None:
    shop.sandbox.faults(CANCEL, "http_500")
    result = run(shop, "cancel", auth_no, "--yes")
    assert result.exit_code == 3
    assert f"flask --app app jkopay detail {auth_no}" in result.stdout
