from decimal import Decimal
from typing import Any

import pytest

from app.jkopay import Authpay, BillingCycle, BillingPeriod, Silence, WalletSilent
from tests.jkopay.answers import AUTH_NO, GRANTED, succeed
from tests.jkopay.conftest import Serve
from tests.jkopay.servers import answer_with


def ask_detail(serve: Serve, authpay: object) -> Authpay:
    _, client = serve(answer_with(succeed({"authpay": authpay})))
    return client.authpay.detail(AUTH_NO)


def test_a_detail_is_read_whole(serve: Serve) -> None:
    authpay = ask_detail(serve, GRANTED)
    assert (authpay.status, authpay.auth_no, authpay.type) == ("granted", AUTH_NO, "regular")
    assert (authpay.platform_authpay_id, authpay.jkos_account) == ("AUTHPAY_001", "0912345678")
    assert (authpay.billing_amount, authpay.billing_currency) == (Decimal(300), "TWD")
    assert authpay.billing_cycle == BillingCycle(BillingPeriod.MONTH, 2)
    assert authpay.raw == GRANTED
    assert "0912345678" not in repr(authpay)


@pytest.mark.parametrize("status", ["ungranted", "granted", "cancel", "paused"])
def test_any_status_is_passed_on(serve: Serve, status: str) -> None:
    assert ask_detail(serve, {"auth_no": AUTH_NO, "status": status}).status == status


@pytest.mark.parametrize("empty", [None, ""])
def test_everything_but_the_number_and_the_status_may_be_missing(serve: Serve, empty: object) -> None:
    emptied = GRANTED | {name: empty for name in GRANTED if name not in ("auth_no", "status")}
    for sent in (emptied, {"auth_no": AUTH_NO, "status": "granted"}):
        authpay = ask_detail(serve, sent)
        assert (authpay.type, authpay.platform_authpay_id, authpay.jkos_account) == (None, None, None)
        assert (authpay.billing_amount, authpay.billing_currency, authpay.billing_cycle) == (None, None, None)


@pytest.mark.parametrize("times", [{}, {"times": None}, {"times": ""}])
def test_a_cycle_without_times_is_once(serve: Serve, times: dict[str, Any]) -> None:
    authpay = ask_detail(serve, GRANTED | {"billing_cycle": {"period": "week"} | times})
    assert authpay.billing_cycle == BillingCycle(BillingPeriod.WEEK, 1)


@pytest.mark.parametrize("cycle", [{}, {"period": None, "times": None}, {"period": ""}])
def test_a_cycle_without_a_period_is_none(serve: Serve, cycle: dict[str, Any]) -> None:
    assert ask_detail(serve, GRANTED | {"billing_cycle": cycle}).billing_cycle is None


@pytest.mark.parametrize(
    "change",
    [{"auth_no": None}, {"auth_no": 599669611989962752}, {"auth_no": "599669611989962753"}, {"status": None},
     {"status": ""}, {"status": 1}, {"type": 1}, {"jkos_account": {}}, {"billing_amount": "1e3"},
     {"billing_cycle": "month"}, {"billing_cycle": {"period": "day"}}, {"billing_cycle": {"period": 1}},
     {"billing_cycle": {"period": "month", "times": 8}}, {"billing_cycle": {"period": "month", "times": "1"}},
     {"billing_cycle": {"period": "month", "times": 0}}, {"billing_cycle": {"period": "month", "times": False}},
     {"note": "\0"}],
)  # fmt: skip
def test_a_detail_that_cannot_be_trusted_is_a_silence(serve: Serve, change: dict[str, Any]) -> None:
    with pytest.raises(WalletSilent) as silent:
        ask_detail(serve, GRANTED | change)
    assert (silent.value.reason, silent.value.api) == (Silence.MALFORMED, "GET /platform/authpay/detail")


@pytest.mark.parametrize("result_object", [None, {}, GRANTED, {"authpay": None}, {"authpay": [GRANTED]}])
def test_a_detail_is_read_under_authpay(serve: Serve, result_object: object) -> None:
    _, client = serve(answer_with(succeed(result_object)))
    with pytest.raises(WalletSilent) as silent:
        client.authpay.detail(AUTH_NO)
    assert silent.value.reason is Silence.MALFORMED
