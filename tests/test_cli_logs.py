"""`flask logs tail`: the exchanges with JKOPay at a terminal."""

import json
import signal

import pytest
from click.testing import Result

from app.services.api_calls_reading import PAGE_SIZE
from tests.running import RunningShop
from tests.terminal import give, start

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tail(shop: RunningShop, *args: str) -> Result:
    return give(shop, "logs", "tail", *args)


@pytest.fixture(autouse=True)
def no_callbacks(shop: RunningShop) -> None:
    """Only what a test does itself is noted."""
    shop.sandbox.faults("callback result_url", "drop", times=100)


def objects(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def ask(shop: RunningShop, *order_ids: str) -> None:
    for order_id in order_ids:
        shop.wallet.client.inquiry([order_id])


def test_the_newest_call_is_the_last_line(shop: RunningShop) -> None:
    ask(shop, "one", "two", "three")
    lines = tail(shop, "-n", "2").stdout.splitlines()
    assert [line.split()[-1] for line in lines] == ["two", "three"]
    assert all("-> GET /platform/inquiry" in line and " answered " in line and " ms " in line for line in lines)


def test_a_line_begins_with_the_time_in_taipei(shop: RunningShop) -> None:
    ask(shop, "one")
    (noted,) = objects(tail(shop, "--json"))
    hour = (int(str(noted["at"])[11:13]) + 8) % 24
    assert tail(shop).stdout[11:13] == f"{hour:02d}"


def test_a_call_of_jkopays_has_its_own_arrow(shop: RunningShop) -> None:
    shop.sandbox.pay(shop.payment(shop.buy()).number)
    assert "<- confirm_url" in tail(shop).stdout


def test_a_refusal_has_jkopays_code_and_a_silence_its_reason(shop: RunningShop) -> None:
    shop.sandbox.next_answer("POST /platform/entry", "200", message="Store not found")
    shop.buy()
    shop.sandbox.faults("POST /platform/entry", "http_500")
    shop.buy()
    refused, silent = tail(shop).stdout.splitlines()
    assert "refused 200" in refused
    assert "silent http_status" in silent


def test_an_order_has_the_calls_of_its_payments_alone(shop: RunningShop) -> None:
    order, other = shop.buy(), shop.buy("gaiwan")
    noted = objects(tail(shop, "--order", order.number, "--json"))
    assert [call["numbers"] for call in noted] == [[f"{order.number}-1"]]
    assert objects(tail(shop, "--order", f"{other.number}-1", "--json"))[0]["numbers"] == [f"{other.number}-1"]


def test_an_authorization_has_the_calls_by_either_number(shop: RunningShop) -> None:
    authorization = shop.bind()
    ask(shop, "one")
    noted = objects(tail(shop, "--authorization", authorization.number, "--json"))
    apis = [call["api"] for call in noted]
    assert apis[0] == "POST /platform/authpay/limited"
    assert set(apis[1:]) == {"GET /platform/authpay/detail"}


@pytest.mark.parametrize("api", ["/platform/inquiry", "GET /platform/inquiry"])
def test_an_api_is_named_by_its_path_or_whole(shop: RunningShop, api: str) -> None:
    shop.buy()
    ask(shop, "one")
    assert [call["api"] for call in objects(tail(shop, "--api", api, "--json"))] == ["GET /platform/inquiry"]


def test_an_api_that_is_not_there_is_answered_with_those_that_are(shop: RunningShop) -> None:
    result = tail(shop, "--api", "/platform/pay")
    assert result.exit_code == 2
    assert "POST /platform/authpay/cancel" in result.stderr


def test_an_order_and_an_authorization_at_once_are_a_wrong_usage(shop: RunningShop) -> None:
    assert tail(shop, "--order", "T1", "--authorization", "A1").exit_code == 2


def test_nothing_noted_is_said(shop: RunningShop) -> None:
    result = tail(shop, "--order", "T1")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No such call was noted.\n")


def test_more_than_a_page_is_printed_in_order(shop: RunningShop) -> None:
    names = [f"id-{number}" for number in range(PAGE_SIZE + 5)]
    for name in names:
        ask(shop, name)
    assert [call["numbers"] for call in objects(tail(shop, "-n", "1000", "--json"))] == [[name] for name in names]


def test_following_prints_what_comes_and_ends_quietly_at_ctrl_c(shop: RunningShop) -> None:
    ask(shop, "before", "last")
    shop.wallet.calls.flush()
    with start(shop.settings, "logs", "tail", "--follow", "-n", "1", "--json") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["numbers"] == ["last"]
        ask(shop, "after")
        assert json.loads(process.stdout.readline())["numbers"] == ["after"]
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=60)
    assert (process.returncode, rest, complaints) == (0, "", "")
