"""What an inquiry says of a charge, or of its refund, and what it is not asked again."""

from datetime import timedelta

import pytest
import time_machine

from app.db import utc_now
from app.models import AttentionReason, Payment, PaymentStatus
from app.services.attention import list_open_attention
from tests.running import RunningShop
from tests.services.test_charge_corners import reasons
from tests.services.test_charges import TRANSACTION
from tests.services.travelling import let_pass

pytestmark = pytest.mark.usefixtures("clock")
INQUIRY = "GET /platform/authpay/inquiry"


def test_a_paid_charge_that_was_made_due_is_asked_about_once(shop: RunningShop, clock: time_machine.Traveller) -> None:
    charge = shop.payment(shop.tap(shop.bind()))
    with shop.db.write() as session:
        session.get_one(Payment, charge.id).next_inquiry_at = utc_now()
    asked = len(shop.calls.payloads(INQUIRY))
    let_pass(shop, clock, timedelta(minutes=10), steps=10)
    assert len(shop.calls.payloads(INQUIRY)) == asked + 1


def test_a_charge_in_progress_is_waited_for_and_not_called_strange(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    order = shop.tap(authorization)
    charge = shop.payment(order)
    row = {"platform_order_id": charge.number, "status": 1}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]})
    asked = len(shop.calls.payloads(INQUIRY))
    let_pass(shop, clock, timedelta(seconds=5))
    assert len(shop.calls.payloads(INQUIRY)) == asked + 1
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert AttentionReason.STATUS_UNKNOWN not in reasons(shop)


def test_a_fault_while_a_refund_of_a_charge_is_looked_up_names_the_call_that_was_made(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    charge = shop.payment(shop.tap(shop.bind()))
    shop.sandbox.faults("POST /platform/authpay/refund", "reset")
    shop.refund(charge, 10)
    shop.sandbox.next_answer(INQUIRY, "201", message="Validation error")
    let_pass(shop, clock, timedelta(seconds=10))
    faults = [row for row in list_open_attention(shop.db) if row.reason is AttentionReason.INTEGRATION_FAULT]
    assert [(row.subject, row.detail) for row in faults] == [(INQUIRY, "201 Validation error")]
