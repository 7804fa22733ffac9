"""Refunds where a process died, the history lags or lies, or two senders meet."""

from typing import Any

import pytest

from app.models import AttentionReason, Payment, RefundStatus
from app.services.numbers import new_refund_number
from app.services.refund_rules import RefundNumberUsed
from app.services.refunds import send_refund
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop
from tests.services.test_refunds import (
    API,
    again,
    given_back,
    let_late_processing_pass,
    only_refund,
    open_reasons,
    paid_payment,
)

INQUIRY = "GET /platform/inquiry"


def answer_history(shop: RunningShop, payment: Payment, *rows: dict[str, Any], status: int = 0, times: int = 1) -> None:
    row = {"platform_order_id": payment.number, "status": status, "refund_history": list(rows)}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]}, times=times)


def test_killed_after_sending_a_refused_resend_frees_nothing(shop: RunningShop) -> None:
    shop.sandbox.switch(same_refund_again="refuse")
    payment = paid_payment(shop)
    with pytest.raises(Killed):
        shop.refund(payment, 100, wallet=dying_wallet(shop, sends=True))
    answer_history(shop, payment)
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert again(shop, payment).refundable == payment.amount - 100
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]


def test_a_crash_and_a_silence_are_shown_to_the_staff(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    with pytest.raises(Killed):
        shop.refund(payment, 100, wallet=dying_wallet(shop, sends=True))
    shop.sandbox.next_answer(INQUIRY, "999", message="Internal Error")
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert open_reasons(shop) == [AttentionReason.REFUND_UNKNOWN]


@pytest.mark.parametrize("row", [{"refund_order_id": "", "amount": 100}, {"amount": None}], ids=["no id", "nothing"])
def test_a_history_row_that_does_not_say_whose_it_is_ends_and_sends_nothing(
    shop: RunningShop, row: dict[str, Any]
) -> None:
    shop.sandbox.switch(same_refund_again="refuse")
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    shop.refund(payment, 100)
    answer_history(shop, payment, {"refund_tradeNo": "K1", **row}, times=2)
    shop.sweep()
    let_late_processing_pass(shop, payment)
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert AttentionReason.REFUND_DIFFERS in open_reasons(shop)
    assert len(shop.calls.payloads(API)) == 1


def test_our_number_with_another_amount_waits_for_a_person(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    unknown = shop.refund(payment, 100)
    answer_history(shop, payment, {"refund_order_id": unknown.number, "amount": 99})
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert AttentionReason.REFUND_DIFFERS in open_reasons(shop)


def test_our_number_without_an_amount_is_our_refund(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    unknown = shop.refund(payment, 100)
    answer_history(shop, payment, {"refund_order_id": unknown.number})
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE


@pytest.mark.parametrize("status", [100, 101, 102])
def test_an_answer_that_denies_the_payment_sends_no_refund_again(shop: RunningShop, status: int) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "http_500")
    shop.refund(payment, 100)
    answer_history(shop, payment, status=status)
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert len(shop.calls.payloads(API)) == 1


@pytest.mark.parametrize("spoils", ["reset", None], ids=["silence", "answer"])
def test_a_late_second_sender_does_not_wake_a_finished_refund(shop: RunningShop, spoils: str | None) -> None:
    payment = paid_payment(shop)
    done = shop.refund(payment, 100)
    if spoils:
        shop.sandbox.faults(API, spoils)
    send_refund(shop.db, shop.wallet, done.id)
    row = only_refund(shop, payment)
    assert (row.status, row.next_attempt_at, row.lease_until) == (RefundStatus.DONE, None, None)


def test_105_to_a_first_sending_is_looked_up_before_it_is_believed(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.next_answer(API, "105", message="Inconsistent refund amount")
    shop.refund(payment, 100)
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN


def test_a_refund_whose_parts_do_not_add_up_waits_for_a_person(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    said = {"refund_tradeNo": "R1", "debit_amount": 1, "redeem_amount": 0}
    shop.sandbox.next_answer(API, "000", result_object=said)
    assert shop.refund(payment, 100).status is RefundStatus.DONE
    assert open_reasons(shop) == [AttentionReason.SUMS_DIFFER]


def test_a_number_of_another_payment_is_not_taken_over(shop: RunningShop) -> None:
    first, second = paid_payment(shop), paid_payment(shop)
    number = new_refund_number(first.number)
    shop.refund(first, 100, number)
    with pytest.raises(RefundNumberUsed):
        shop.refund(second, 100, number)
    assert given_back(shop, second) == []


def test_a_form_sent_again_with_another_amount_is_not_a_second_refund(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    number = new_refund_number(payment.number)
    shop.refund(payment, 100, number)
    with pytest.raises(RefundNumberUsed):
        shop.refund(payment, 200, number)
    assert given_back(shop, payment) == [100]
