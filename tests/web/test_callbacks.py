"""What JKOPay calls: no cookie, no CSRF, and nothing in it is proof."""

import requests

from app.models import OrderStatus
from tests.running import RunningShop


def call(shop: RunningShop, token: str, what: str, body: object) -> requests.Response:
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
