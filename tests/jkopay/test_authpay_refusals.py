"""Each documented refusal of authorized payment under its name, with and without its text."""

import json

import pytest

from app.jkopay import Api, WalletRefused
from tests.jkopay.conftest import Serve
from tests.jkopay.test_refusals import DOCUMENTED, refuse

NAMES = {
    Api.AUTHPAY_TRANSACTION: {
        "100": "OrderNotFound",
        "101": "OrderIsPaid",
        "104": "MonthlyLimitExceeded",
        "110": "StoreNotFound",
        "115": "ChargeFailed",
        "121": "BalanceInsufficient",
        "301": "AuthorizationNotFound",
        "302": "AuthorizationCanceled",
        "303": "QuotaExceeded",
        "304": "BillingAmountDiffers",
        "305": "CycleTimesExceeded",
        "306": "OutsideChargeHours",
        "307": "ChargeInFlight",
    },
    Api.AUTHPAY_REFUND: {
        "100": "OrderNotFound",
        "103": "RefundAmountWrong",
        "105": "RefundAmountInconsistent",
        "113": "RefundTotalExceeded",
        "116": "CouponRefundFailed",
    },
    Api.AUTHPAY_DETAIL: {"301": "AuthorizationNotFound"},
    Api.AUTHPAY_CANCEL: {"301": "AuthorizationNotFound", "302": "AuthorizationCanceled"},
}
ROWS = [(api, result, name) for api, names in NAMES.items() for result, name in names.items()]


@pytest.mark.parametrize(("api", "result", "name"), ROWS)
def test_a_refusal_has_its_name_whatever_its_text(serve: Serve, api: Api, result: str, name: str) -> None:
    documented = [row["message"] for row in DOCUMENTED if (row["api"], row["result"]) == (api, result)]
    assert len(documented) == 1
    for message in (documented[0], None, "Something new"):
        error: WalletRefused = refuse(serve, api, json.dumps({"result": result, "message": message}))
        assert (type(error).__name__, error.message) == (name, message)


def test_no_documented_refusal_was_forgotten() -> None:
    documented = {
        (row["api"], row["result"])
        for row in DOCUMENTED
        if "/authpay/" in row["api"] and row["result"] not in ("000", "200", "201", "999")
    }
    assert documented == {(api, result) for api, result, _ in ROWS}
