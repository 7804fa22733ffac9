"""Giving back what was charged: the same rules as for a payment, by the calls of authorized payment."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from app.db import utc_now
from app.models import RefundStatus
from app.services.refunds import request_refund
from tests.running import RunningShop
from tests.services.travelling import let_pass

pytestmark = pytest.mark.usefixtures("clock")


def test_a_charge_is_refunded_in_parts_and_never_beyond_its_price(shop: RunningShop) -> None:
    order = shop.tap(shop.bind(), count=2)
    payment = shop.payment(order)
    for part, left in ((60, payment.amount), (payment.amount - 60, payment.amount - 60)):
        refund = request_refund(
            shop.db,
            shop.wallet,
            payment_number=payment.number,
            refund_number=f"{payment.number}-R{part}",
            amount=Decimal(part),
            seen_refundable=left,
            reason="too many",
            staff="merchant",
        )
        assert refund.status is RefundStatus.DONE
    assert shop.payment(order).refundable == 0
    assert shop.calls.payloads("POST /platform/authpay/refund")
    assert not shop.calls.payloads("POST /platform/refund")


def test_a_silent_refund_of_a_charge_is_one_refund(shop: RunningShop, clock: time_machine.Traveller) -> None:
    order = shop.tap(shop.bind())
    payment = shop.payment(order)
    shop.sandbox.faults("POST /platform/authpay/refund", "reset")
    refund = request_refund(
        shop.db,
        shop.wallet,
        payment_number=payment.number,
        refund_number=f"{payment.number}-R1",
        amount=Decimal(payment.amount),
        seen_refundable=payment.amount,
        reason="broken",
        staff="merchant",
    )
    assert refund.status is RefundStatus.UNKNOWN
    let_pass(shop, clock, timedelta(minutes=2), steps=4)
    assert shop.payment(order).refunded == payment.amount
    assert utc_now() > payment.created_at
    (granted,) = shop.sandbox.authorizations()
    assert [len(row["refunds"]) for row in granted["deductions"]] == [1]
