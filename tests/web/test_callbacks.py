"""What JKOPay calls: no cookie, no CSRF, and nothing in it is proof."""

import time

import pytest
import requests

from app.models import AuthorizationStatus, OrderStatus
from tests.running import RunningShop
from tests.services.test_authorization_notifications import stored, told
from tests.services.test_bindings import bind


def call(shop: RunningShop, token: str | None, what: str, body: object) -> requests.Response:
    return requests.post(f"{shop.url}/jkopay/{token}/{what}", json=body, timeout=30)


def test_a_pending_payment_may_go_on(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    answer = call(shop, payment.callback_token, "confirm", {"platform_order_id": payment.number})
    assert (answer.status_code, answer.json()) == (200, {"valid": True})


def test_another_order_id_at_the_same_address_may_not(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    bodies: tuple[object, ...] = ({"platform_order_id": "other"}, {}, [], "x", None)
    for body in bodies:
        answer = call(shop, payment.callback_token, "confirm", body)
        assert (answer.status_code, answer.json()) == (200, {"valid": False})


def test_a_result_is_stored_and_believed_by_nobody(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    told = {"transaction": {"platform_order_id": payment.number, "status": 0, "final_price": "220", "currency": "TWD"}}
    assert call(shop, payment.callback_token, "result", told).status_code == 200
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.OPEN


def test_an_address_nobody_gave_out_is_not_found(shop: RunningShop) -> None:
    assert call(shop, "A" * 22, "confirm", {}).status_code == 404
    assert call(shop, "A" * 22, "result", {}).status_code == 404


def test_a_body_that_is_too_large_is_not_read(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    answer = requests.post(f"{shop.url}/jkopay/{payment.callback_token}/result", data=b"x" * 100_000, timeout=30)
    assert answer.status_code == 413


def test_a_browser_cannot_open_the_callbacks(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    assert requests.get(f"{shop.url}/jkopay/{payment.callback_token}/confirm", timeout=30).status_code == 405


def test_a_binding_result_is_stored_before_the_200_and_believed_by_nobody(shop: RunningShop) -> None:
    authorization = bind(shop)
    address = f"{shop.url}/jkopay/authorizations/{authorization.callback_token}/result"
    assert requests.post(address, data=told(authorization, "granted"), timeout=30).status_code == 200
    assert len(stored(shop)) == 1
    shop.sweep_authorizations()
    assert shop.authorization(authorization.token).status is AuthorizationStatus.PENDING
    assert requests.post(address.replace(authorization.callback_token, "A" * 22), timeout=30).status_code == 404


def test_the_sandbox_tells_of_a_cancellation_and_is_answered_200(shop: RunningShop) -> None:
    shop.sandbox.change_store(cancellation_url=f"{shop.url}/jkopay/cancellations")
    authorization = shop.bind()
    shop.sandbox.cancel(authorization.auth_no or "", "jkopay")
    for _ in range(100):
        shop.sweep_authorizations()
        if len(stored(shop)) == 2:
            break
        time.sleep(0.05)
    shop.sweep_authorizations()
    assert [row.kind.value for row in stored(shop)] == ["binding", "cancellation"]
    assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"authpay": {"auth_no": "1", "status": "cancel"}}'])
def test_a_cancellation_of_nobody_is_not_found_and_not_stored(shop: RunningShop, body: str) -> None:
    answer = requests.post(f"{shop.url}/jkopay/cancellations", data=body, timeout=30)
    assert (answer.status_code, stored(shop)) == (404, [])
    assert requests.get(f"{shop.url}/jkopay/cancellations", timeout=30).status_code == 405
