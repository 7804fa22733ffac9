import re

import pytest

from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant


def test_a_grant_is_told_at_the_result_url(authpay: AuthpayWire, merchant: Merchant) -> None:
    auth_no = authpay.bound("regular")
    (call,) = eventually(lambda: merchant.calls_to("/bound"))
    row = call.json["authpay"]
    assert row == authpay.authpay(auth_no)
    assert re.fullmatch(r"09\d\d\*\*\*\d{3}", row.pop("jkos_account"))
    assert row == {
        "type": "regular",
        "auth_no": auth_no,
        "status": "granted",
        "platform_authpay_id": "bind-1",
        "billing_amount": 390,
        "billing_currency": "TWD",
        "billing_cycle": {"period": "month", "times": 1},
    }
    assert "digest" in call.headers
    (delivery,) = authpay.sandbox.deliveries("bind-1")
    assert delivery["callback"] == "result_url"


def test_a_binding_is_told_again_until_it_is_heard(authpay: AuthpayWire, merchant: Merchant) -> None:
    merchant.answer = (500, b"")
    authpay.sandbox.freeze_clock()
    authpay.bound()
    for heard in range(1, 4):
        eventually(lambda heard=heard: len(authpay.sandbox.deliveries("bind-1")[0]["attempts"]) == heard)  # type: ignore[misc]
        merchant.answer = (200 if heard == 3 else 500, b"")
        authpay.sandbox.clock_advance(2**heard)
    eventually(lambda: authpay.sandbox.deliveries("bind-1")[0]["state"] == "delivered")


def test_a_binding_without_an_id_is_delivered_under_its_number(authpay: AuthpayWire, merchant: Merchant) -> None:
    auth_no = authpay.bound(name=None)
    (call,) = eventually(lambda: merchant.calls_to("/bound"))
    assert call.json["authpay"]["platform_authpay_id"] is None
    assert len(authpay.sandbox.deliveries(auth_no)) == 1


def test_before_it_is_granted_detail_has_no_account(authpay: AuthpayWire) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    assert authpay.authpay(auth_no) == {
        "type": "limited",
        "auth_no": auth_no,
        "status": "ungranted",
        "platform_authpay_id": "bind-1",
        "billing_amount": 390,
        "billing_currency": "TWD",
    }


@pytest.mark.parametrize(("kind", "quota"), [("limited", 3900), ("regular", 390)])
def test_a_user_who_sets_no_quota_gets_the_usual_one(kind: str, quota: int, authpay: AuthpayWire) -> None:
    authpay.bound(kind)
    assert authpay.sandbox.authorizations()[0]["quota"] == quota


def test_a_regular_quota_below_the_amount_is_refused_and_a_limited_one_is_not(authpay: AuthpayWire) -> None:
    regular = authpay.bind("regular")["result_object"]["auth_no"]
    assert authpay.sandbox.grant(regular, quota=389) == {"reason": "quota_too_low"}
    assert authpay.authpay(regular)["status"] == "ungranted"
    assert "authpay" in authpay.sandbox.grant(regular, quota=390)
    limited = authpay.bound("limited", "bind-2", quota=1)
    assert authpay.charge(limited, amount=2)["result"] == "303"
    assert authpay.charge(limited, amount=1)["result"] == "000"


def test_nobody_grants_twice_or_what_is_not_there(authpay: AuthpayWire, merchant: Merchant) -> None:
    auth_no = authpay.bound()
    assert authpay.sandbox.grant(auth_no, "bank") == {"reason": "already_granted"}
    authpay.sandbox.cancel(auth_no)
    assert authpay.sandbox.grant(auth_no) == {"reason": "cancelled"}
    assert authpay.sandbox.grant("1") == {"reason": "no_such_authorization"}
    assert len(authpay.sandbox.deliveries()) == 1


def test_who_declines_stays_ungranted_for_ever_and_nobody_is_told(authpay: AuthpayWire) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    assert authpay.sandbox.decline(auth_no)["status"] == "ungranted"
    assert authpay.sandbox.grant(auth_no) == {"reason": "declined"}
    assert authpay.sandbox.decline(auth_no) == {"reason": "not_open"}
    assert authpay.authpay(auth_no)["status"] == "ungranted"
    assert authpay.charge(auth_no)["result"] == "301"
    assert authpay.sandbox.deliveries() == []


def test_what_is_granted_cannot_be_declined(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    assert authpay.sandbox.decline(auth_no) == {"reason": "not_open"}
    assert authpay.authpay(auth_no)["status"] == "granted"


@pytest.mark.parametrize(
    ("what", "body", "word"),
    [
        ("grant", {"user": "nobody"}, "balance"),
        ("grant", {"quota": 0}, "quota"),
        ("grant", {"quota": 1.5}, "quota"),
        ("cancel", {"by": "stranger"}, "by"),
        ("user", {"usr": "short"}, "usr"),
    ],
)
def test_a_control_call_that_makes_no_sense_is_explained(
    what: str, body: object, word: str, authpay: AuthpayWire
) -> None:
    response = authpay.sandbox.control_response("POST", f"/authorizations/1/{what}", body)
    assert response.status_code == 400
    assert word in response.json()["error"]


def test_authorizations_survive_a_restart_and_a_reset_empties_them(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("regular", custom_items=[{"name": "方案", "value": "月付"}], identities=["A123456789"])
    authpay.charge(auth_no)
    before = authpay.sandbox.authorizations()
    authpay.sandbox.restart()
    assert authpay.sandbox.authorizations() == before
    authpay.sandbox.control("POST", "/reset", {})
    assert authpay.sandbox.authorizations() == []
    assert authpay.charge_status() == 102
