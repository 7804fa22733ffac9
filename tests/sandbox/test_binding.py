from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.authpay_wire import MONDAY_MORNING, MONTHLY, AuthpayWire

TWENTY_MINUTES = timedelta(minutes=20)


def _refused(answer: dict[str, Any]) -> list[str]:
    assert (answer["result"], answer["message"]) == ("200", "Bad request"), answer
    return list(answer["result_object"])


def test_a_binding_has_a_number_of_digits_and_links_longer_than_255(authpay: AuthpayWire) -> None:
    link = authpay.bind()["result_object"]
    assert set(link) == {"auth_no", "authpay_url", "qr_img", "qr_timeout"}
    assert link["auth_no"].isdigit()
    assert len(link["auth_no"]) <= 30
    token = link["authpay_url"].removeprefix(f"{authpay.sandbox.url}/web/authpay?j=")
    assert len(token) > 255
    assert link["qr_img"] == f"{authpay.sandbox.url}/web/authpay/qr?j={token}"
    died_at = datetime.fromisoformat(MONDAY_MORNING) + TWENTY_MINUTES
    assert 0 <= link["qr_timeout"] / 1000 - died_at.timestamp() < 10


def test_the_timeout_can_be_told_in_seconds(authpay: AuthpayWire) -> None:
    authpay.sandbox.switch(qr_timeout_form="seconds")
    assert authpay.bind()["result_object"]["qr_timeout"] == 1200


def test_the_same_binding_again_is_the_same_link_for_twenty_more_minutes(authpay: AuthpayWire) -> None:
    first = authpay.bind()["result_object"]
    authpay.sandbox.clock_advance(15 * 60)
    second = authpay.bind()["result_object"]
    assert [second[name] for name in ("auth_no", "authpay_url")] == [first[name] for name in ("auth_no", "authpay_url")]
    assert 900_000 <= second["qr_timeout"] - first["qr_timeout"] < 910_000
    authpay.sandbox.clock_advance(10 * 60)
    assert "authpay" in authpay.sandbox.grant(first["auth_no"])


def test_a_link_that_died_lives_again_after_the_same_binding(authpay: AuthpayWire) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    authpay.sandbox.clock_advance(20 * 60)
    assert authpay.sandbox.grant(auth_no) == {"reason": "link_expired"}
    assert authpay.bind()["result_object"]["auth_no"] == auth_no
    assert "authpay" in authpay.sandbox.grant(auth_no)


def test_bindings_without_an_id_are_all_new(authpay: AuthpayWire) -> None:
    numbers = {authpay.bind(name=None)["result_object"]["auth_no"] for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authpay_name", "another"),
        ("billing_amount", 391),
        ("cancelable", False),
        ("billing_cycle", {"period": "month", "times": 2}),
        ("billing_cycle", {"period": "year", "times": 1}),
        ("custom_items", [{"name": "a", "value": "b"}]),
        ("identities", ["A123456789"]),
        ("result_display_url", ...),
    ],
)
def test_another_field_under_the_same_id_is_named(name: str, value: object, authpay: AuthpayWire) -> None:
    authpay.bind("regular")
    changed: dict[str, Any] = {name: value}
    assert _refused(authpay.bind("regular", **changed)) == [name]


def test_an_id_belongs_to_one_kind_of_authorization(authpay: AuthpayWire) -> None:
    authpay.bind("limited")
    assert _refused(authpay.bind("regular")) == ["platform_authpay_id"]


def test_an_id_that_was_granted_cancelled_or_declined_is_not_bound_again(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound()
    assert _refused(authpay.bind()) == ["platform_authpay_id"]
    authpay.sandbox.cancel(auth_no)
    assert _refused(authpay.bind()) == ["platform_authpay_id"]
    authpay.sandbox.decline(authpay.bind(name="bind-2")["result_object"]["auth_no"])
    assert _refused(authpay.bind(name="bind-2")) == ["platform_authpay_id"]


@pytest.mark.parametrize(
    ("kind", "fields", "named"),
    [
        ("limited", {"store_id": "35f12dff-1581-11e9-a054-00505684fd45"}, "store_id"),
        ("limited", {"store_id": "sandbox-identities"}, "identities"),
        ("limited", {"billing_currency": "JPY"}, "billing_currency"),
        ("limited", {"billing_cycle": MONTHLY}, "billing_cycle"),
        ("limited", {"authpay_name": ...}, "authpay_name"),
        ("limited", {"authpay_name": "x" * 61}, "authpay_name"),
        ("limited", {"platform_authpay_id": "x" * 61}, "platform_authpay_id"),
        ("limited", {"billing_amount": 0}, "billing_amount"),
        ("limited", {"billing_amount": "39.5"}, "billing_amount"),
        ("limited", {"cancelable": "yes"}, "cancelable"),
        ("limited", {"result_url": ...}, "result_url"),
        ("limited", {"result_url": "http://shop.example/bound"}, "result_url"),
        ("limited", {"result_url": "https://169.254.169.254/bound"}, "result_url"),
        ("limited", {"result_display_url": "javascript:alert(1)"}, "result_display_url"),
        ("limited", {"custom_items": [{"name": "a"}]}, "custom_items[0].value"),
        ("regular", {"billing_cycle": ...}, "billing_cycle"),
        ("regular", {"billing_cycle": "month"}, "billing_cycle"),
        ("regular", {"billing_cycle": {}}, "billing_cycle.period"),
        ("regular", {"billing_cycle": {"period": "day"}}, "billing_cycle.period"),
        ("regular", {"billing_cycle": {"period": "month", "times": 0}}, "billing_cycle.times"),
        ("regular", {"billing_cycle": {"period": "month", "times": "1"}}, "billing_cycle.times"),
        ("regular", {"billing_cycle": {"period": "week", "times": 8}}, "billing_cycle.times"),
        ("regular", {"billing_cycle": {"period": "month", "times": 8}}, "billing_cycle.times"),
        ("regular", {"billing_cycle": {"period": "quarter", "times": 8}}, "billing_cycle.times"),
        ("regular", {"billing_cycle": {"period": "year", "times": 13}}, "billing_cycle.times"),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(kind: str, fields: dict[str, Any], named: str, authpay: AuthpayWire) -> None:
    assert _refused(authpay.bind(kind, **fields)) == [named]


@pytest.mark.parametrize(("period", "times"), [("week", 7), ("month", 7), ("quarter", 7), ("year", 12)])
def test_the_most_times_of_each_period_are_allowed(period: str, times: int, authpay: AuthpayWire) -> None:
    cycle = {"period": period, "times": times}
    auth_no = authpay.bound("regular", billing_cycle=cycle)
    assert authpay.authpay(auth_no)["billing_cycle"] == cycle


def test_a_cycle_without_times_is_once(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("regular", billing_cycle={"period": "week"})
    assert authpay.authpay(auth_no)["billing_cycle"] == {"period": "week", "times": 1}


def test_https_only_callbacks_are_a_switch(authpay: AuthpayWire) -> None:
    authpay.sandbox.switch(https_only_callbacks=True)
    assert _refused(authpay.bind()) == ["result_url"]
