"""What JKOPay tells of authorizations is stored, hints, and is believed by nobody."""

import json
import threading
import time

import pytest
from sqlalchemy import select

from app.db import utc_now
from app.models import Authorization, AuthorizationStatus, Notification, NotificationKind
from app.services.authorizations import AuthorizationUnknown
from app.services.details import check_authorization, detail_soon, sweep_authorizations
from app.services.notifications import receive_binding, receive_cancellation
from tests.running import RunningShop
from tests.services.test_bindings import bind

ACCOUNT = "0912345678"
DETAIL = "GET /platform/authpay/detail"


def told(authorization: Authorization, status: str, **changes: object) -> bytes:
    authpay = {
        "status": status,
        "auth_no": authorization.auth_no,
        "platform_authpay_id": authorization.number,
        "jkos_account": ACCOUNT,
    }
    return json.dumps({"authpay": {**authpay, **changes}}).encode()


def stored(shop: RunningShop) -> list[Notification]:
    with shop.db.read() as session:
        return list(session.scalars(select(Notification).order_by(Notification.id)))


def is_due(shop: RunningShop, authorization: Authorization) -> bool:
    due = shop.authorization(authorization.token).next_inquiry_at
    return due is not None and due <= utc_now()


def test_a_binding_result_is_stored_without_the_account_and_makes_us_ask(shop: RunningShop) -> None:
    authorization = bind(shop)
    token, body = authorization.callback_token, told(authorization, "granted")
    assert receive_binding(shop.db, shop.wallet, token, body, None) == authorization.id
    (row,) = stored(shop)
    assert (row.kind, row.authorization_id, row.payment_id) == (NotificationKind.BINDING, authorization.id, None)
    assert ACCOUNT not in row.body
    assert authorization.number in row.body
    assert is_due(shop, authorization)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"authpay": {"status": "granted", "jkos_account": "0912'])
def test_a_binding_result_that_cannot_be_read_still_makes_us_ask(shop: RunningShop, body: bytes) -> None:
    authorization = bind(shop)
    receive_binding(shop.db, shop.wallet, authorization.callback_token, body, None)
    assert "0912" not in stored(shop)[0].body
    assert is_due(shop, authorization)


def test_a_forged_grant_grants_nothing(shop: RunningShop) -> None:
    authorization = bind(shop)
    receive_binding(shop.db, shop.wallet, authorization.callback_token, told(authorization, "granted"), "forged")
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.PENDING
    assert stored(shop)[0].digest_verified is False


def test_a_forged_cancellation_cancels_nothing(shop: RunningShop) -> None:
    authorization = shop.bind()
    receive_cancellation(shop.db, shop.wallet, told(authorization, "cancel"), None)
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED


@pytest.mark.parametrize("changes", [{"auth_no": "1"}, {"platform_authpay_id": None}, {"platform_authpay_id": "x"}])
def test_a_cancellation_is_found_by_either_number(shop: RunningShop, changes: dict[str, object]) -> None:
    authorization = shop.bind()
    body = told(authorization, "cancel", **changes)
    assert receive_cancellation(shop.db, shop.wallet, body, None) == authorization.id
    assert is_due(shop, authorization)
    assert [row.kind for row in stored(shop) if ACCOUNT in row.body] == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"authpay": {"status": "cancel", "auth_no": "12345"}}'])
def test_a_cancellation_that_names_nobody_is_stored_nowhere(shop: RunningShop, body: bytes) -> None:
    bind(shop)
    with pytest.raises(AuthorizationUnknown):
        receive_cancellation(shop.db, shop.wallet, body, None)
    assert stored(shop) == []


def test_a_grant_told_as_a_cancellation_is_not_one(shop: RunningShop) -> None:
    authorization = bind(shop)
    with pytest.raises(AuthorizationUnknown):
        receive_cancellation(shop.db, shop.wallet, told(authorization, "granted"), None)


def test_an_address_nobody_gave_out_is_unknown(shop: RunningShop) -> None:
    with pytest.raises(AuthorizationUnknown):
        receive_binding(shop.db, shop.wallet, "A" * 22, b"{}", None)


def test_a_hint_during_a_question_is_followed_by_another_one(shop: RunningShop) -> None:
    authorization = bind(shop)
    check_authorization(shop.db, authorization.token)
    shop.sandbox.faults(DETAIL, "slow", seconds=3)
    asking = threading.Thread(target=detail_soon, args=(shop.db, shop.wallet, authorization.id))
    asking.start()
    while not shop.calls.payloads(DETAIL):
        time.sleep(0.01)
    receive_binding(shop.db, shop.wallet, authorization.callback_token, told(authorization, "granted"), None)
    assert sweep_authorizations(shop.db, shop.wallet) == 0
    asking.join()
    assert is_due(shop, authorization)


def test_a_repeated_binding_result_is_stored_twice_and_grants_once(shop: RunningShop) -> None:
    authorization = shop.bind()
    for _ in range(2):
        receive_binding(shop.db, shop.wallet, authorization.callback_token, told(authorization, "granted"), None)
    version = shop.authorization(authorization.token).version
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).version == version


def test_what_comes_after_the_end_is_stored_and_asks_nothing(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.cancel(authorization.auth_no or "")
    shop.sweep_authorizations()
    receive_cancellation(shop.db, shop.wallet, told(authorization, "cancel"), None)
    assert shop.authorization(authorization.token).next_inquiry_at is None
