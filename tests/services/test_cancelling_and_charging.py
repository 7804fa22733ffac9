"""Cancelled while money moves: what JKOPay took is known, and nothing more is taken."""

import threading

import pytest

from app.models import AuthorizationStatus, Order, OrderStatus, PaymentStatus
from app.services.cancellations import CancelNews
from app.services.checkout import AuthorizationEnded
from tests.running import RunningShop
from tests.services.test_cancellations import CANCEL, cancel, status


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("by", ["shopper", "merchant", "user", "jkopay"])
def test_cancelled_while_a_charge_is_in_flight_the_books_still_agree(shop: RunningShop, by: str) -> None:
    shop.sandbox.change_store(cancellation_url=f"{shop.url}/jkopay/cancellations")
    authorization = shop.bind()
    shop.sandbox.faults("POST /platform/authpay/transaction", "slow", seconds=0.6)
    orders: list[Order] = []
    tapping = threading.Thread(target=lambda: orders.append(shop.tap(authorization)))
    tapping.start()
    while not shop.calls.payloads("POST /platform/authpay/transaction"):
        pass
    if by in ("shopper", "merchant"):
        assert cancel(shop, authorization, by) is CancelNews.CANCELLED
    else:
        shop.sandbox.cancel(authorization.auth_no or "", by)
    tapping.join()
    shop.sweep()
    shop.sweep()
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    (granted,) = shop.sandbox.authorizations()
    taken = [row for row in granted["deductions"] if row["state"] == "paid"]
    is_paid = shop.payment(orders[0]).status is PaymentStatus.PAID
    assert is_paid is bool(taken)
    assert shop.order(orders[0].token).status in (OrderStatus.PAID, OrderStatus.CLOSED)


@pytest.mark.usefixtures("clock")
def test_nothing_is_charged_once_cancelling_is_asked_for(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(CANCEL, "timeout_before", seconds=0.1)
    cancel(shop, authorization)
    with pytest.raises(AuthorizationEnded):
        shop.tap(authorization)
    assert shop.calls.payloads("POST /platform/authpay/transaction") == []
