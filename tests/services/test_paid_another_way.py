"""Orders of a subscription that are paid by something else than the charge that is at work for them."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from app.jkopay import AuthpayApi, ChargeRequest, JkopayClient, Transaction
from app.models import OrderStatus, Payment, PaymentStatus
from app.services.charge_recovery import resolve_charge
from app.services.charges import send_charge
from app.services.payments import retry_payment
from tests.running import RunningShop
from tests.services.test_charges import TRANSACTION
from tests.services.test_subscriptions import orders_of, subscription_of
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")


class PaidByTheFirst(AuthpayApi):
    """While the second charge is on its way, JKOPay tells that the first was taken after all."""

    shop: RunningShop
    first: Payment

    def transaction(self, request: ChargeRequest | bytes) -> Transaction:
        row = {"platform_order_id": self.first.number, "status": 0, "currency": "TWD", "final_price": self.first.amount}
        self.shop.sandbox.next_answer("GET /platform/authpay/inquiry", "000", result_object={"transactions": [row]})
        resolve_charge(self.shop.db, self.shop.wallet, self.first.id)
        self.shop.sandbox.next_answer(TRANSACTION, "121")
        return super().transaction(request)


def test_a_cycle_that_is_paid_with_the_code_is_out_of_trouble(shop: RunningShop) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.next_answer(TRANSACTION, "303")
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    assert subscription_of(shop, authorization).trouble == "303"
    seen = shop.authorization(authorization.token).version
    retry_payment(shop.db, shop.wallet, order.token)
    shop.pay(shop.order(order.token))
    assert shop.order(order.token).status is OrderStatus.PAID
    assert subscription_of(shop, authorization).trouble is None
    assert shop.authorization(authorization.token).version > seen


def test_a_charge_that_is_refused_when_its_order_is_paid_is_followed_by_none(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.faults(TRANSACTION, "http_500")
    shop.sandbox.next_answer(TRANSACTION, "121")
    do_due(shop)
    let_pass(shop, clock, timedelta(minutes=40), steps=20)
    (order,) = orders_of(shop, authorization)
    first, second = shop.order(order.token).payments
    assert (first.status, second.status) == (PaymentStatus.REFUSED, PaymentStatus.NEW)
    clock.shift(timedelta(days=1))
    client = shop.sandbox.client(JkopayClient)
    api = PaidByTheFirst(client._sender)
    api.shop, api.first, client.authpay = shop, first, api
    send_charge(shop.db, replace(shop.wallet, client=client), second.id)
    order = shop.order(order.token)
    assert [payment.status for payment in order.payments] == [PaymentStatus.PAID, PaymentStatus.REFUSED]
    assert (order.status, order.payment_id) == (OrderStatus.PAID, first.id)
    assert subscription_of(shop, authorization).trouble is None
