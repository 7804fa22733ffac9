import json
from collections.abc import Callable

import pytest

from app.jkopay import (
    Authpay,
    NotificationInvalid,
    parse_binding,
    parse_cancellation,
    parse_confirm,
    parse_result,
)


def test_a_confirm_call_names_the_order() -> None:
    assert parse_confirm(b'{"platform_order_id": "order-1"}') == "order-1"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"platform_order_id":null}', b'{"platform_order_id":5}', b'{"platform_order_id":"a,b"}',
     b'{"platform_order_id":"a","platform_order_id":"b"}', b"platform_order_id=order-1", b"\xff"],
)  # fmt: skip
def test_any_other_confirm_call_is_refused(body: bytes) -> None:
    with pytest.raises(NotificationInvalid):
        parse_confirm(body)


def test_a_result_is_read_under_transaction() -> None:
    told = parse_result(b'{"transaction":{"platform_order_id":"order-1","status":0,"final_price":"10"}}')
    assert (told.platform_order_id, told.status, str(told.final_price)) == ("order-1", 0, "10")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"platform_order_id":"order-1","status":0}',
        b'{"transaction":[]}',
        b'{"transaction":{}}',
        b'{"transaction":{"platform_order_id":"order-1"}}',
        b'{"transaction":{"platform_order_id":"order-1","status":"0"}}',
    ],
)
def test_any_other_result_is_refused(body: bytes) -> None:
    with pytest.raises(NotificationInvalid):
        parse_result(body)


def tell(**changes: object) -> bytes:
    return json.dumps({"authpay": {"auth_no": "599669611989962752", "status": "granted"} | changes}).encode()


def test_a_binding_is_read_under_authpay() -> None:
    told = parse_binding(tell(type="limited", platform_authpay_id="bind-1", jkos_account="0912345678"))
    assert (told.auth_no, told.status, told.type) == ("599669611989962752", "granted", "limited")
    assert (told.platform_authpay_id, told.jkos_account) == ("bind-1", "0912345678")
    assert "0912345678" not in repr(told)


def test_a_cancellation_says_cancel() -> None:
    assert parse_cancellation(tell(status="cancel")).auth_no == "599669611989962752"
    for status in ("granted", "ungranted", "Cancel"):
        with pytest.raises(NotificationInvalid, match=r"^status: is not cancel$"):
            parse_cancellation(tell(status=status))


@pytest.mark.parametrize("parse", [parse_binding, parse_cancellation])
@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"auth_no":"1","status":"cancel"}', b'{"authpay":null}', b'{"authpay":[]}',
     b'{"transaction":{"auth_no":"1","status":"cancel"}}', b'{"authpay":{"status":"cancel"}}',
     b'{"authpay":{"auth_no":"1"}}', b'{"authpay":{"auth_no":1,"status":"cancel"}}',
     b'{"authpay":{"auth_no":"1&x","status":"cancel"}}',
     b'{"authpay":{"auth_no":"1","status":"cancel","billing_cycle":{"period":"day"}}}',
     b'{"authpay":{"auth_no":"1","status":"cancel","status":"granted"}}'],
)  # fmt: skip
def test_any_other_notification_of_an_authorization_is_refused(parse: Callable[[bytes], Authpay], body: bytes) -> None:
    with pytest.raises(NotificationInvalid):
        parse(body)
