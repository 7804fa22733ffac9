"""Refunds: never more than was paid, never twice, and an end to every unknown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.jkopay import JkopayClient
from app.models import Attention, AttentionReason, Payment, Refund, RefundStatus
from app.services.numbers import new_refund_number
from app.services.refund_recovery import LATE_PROCESSING, sweep_refunds
from app.services.refund_rules import (
    FullRefundRequired,
    PaymentNotPaid,
    RefundableChanged,
    RefundAmountInvalid,
    RefundTooLarge,
)
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop, run_at_once

API = "POST /platform/refund"


def paid_payment(shop: RunningShop, user: str = "balance", slug: str = "gaiwan") -> Payment:
    return shop.payment(shop.paid(slug, user=user))


def again(shop: RunningShop, payment: Payment) -> Payment:
    with shop.db.read() as session:
        token = session.get_one(Payment, payment.id).order.token
    return next(found for found in shop.order(token).payments if found.id == payment.id)


def only_refund(shop: RunningShop, payment: Payment) -> Refund:
    (found,) = again(shop, payment).refunds
    return found


def given_back(shop: RunningShop, payment: Payment) -> list[int]:
    """What JKOPay's own books say was refunded."""
    answer = shop.wallet.client.inquiry([payment.number]).transactions[payment.number]
    return [int(row.amount or 0) for row in answer.refund_history]


def open_reasons(shop: RunningShop) -> list[AttentionReason]:
    with shop.db.read() as session:
        return list(session.scalars(select(Attention.reason).where(Attention.settled_at.is_(None))))


def let_late_processing_pass(shop: RunningShop, payment: Payment) -> None:
    with shop.db.write() as session:
        row = session.get_one(Refund, only_refund(shop, payment).id)
        assert row.silent_at is not None
        row.silent_at -= LATE_PROCESSING


def test_half_and_then_the_rest_leave_nothing_to_refund(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    half = payment.amount // 2
    assert shop.refund(payment, half).status is RefundStatus.DONE
    payment = again(shop, payment)
    assert shop.refund(payment, payment.amount - half).status is RefundStatus.DONE
    payment = again(shop, payment)
    assert (payment.refunded, payment.refundable) == (payment.amount, 0)
    assert sum(given_back(shop, payment)) == payment.amount
    with pytest.raises(RefundTooLarge):
        shop.refund(payment, 1)


def test_fifty_clicks_on_one_form_are_one_refund_and_one_call(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    number = new_refund_number(payment.number)
    results = run_at_once(50, lambda _: shop.refund(payment, 100, number))
    assert all(isinstance(result, Refund) for result in results)
    assert len(shop.calls.payloads(API)) == 1
    assert given_back(shop, payment) == [100]


def test_two_staff_at_once_cannot_both_refund_what_they_saw(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    results = run_at_once(8, lambda _: shop.refund(payment, payment.amount))
    assert sum(isinstance(result, Refund) for result in results) == 1
    assert sum(isinstance(result, RefundableChanged) for result in results) == 7
    assert given_back(shop, payment) == [payment.amount]


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "NaN"])
def test_an_amount_the_currency_does_not_have_is_rejected(shop: RunningShop, amount: str) -> None:
    payment = paid_payment(shop)
    with pytest.raises(RefundAmountInvalid):
        shop.refund(payment, amount)
    assert again(shop, payment).refunds == []


def test_an_unpaid_payment_cannot_be_refunded(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    with pytest.raises(PaymentNotPaid):
        shop.refund(payment, 1)


@pytest.mark.parametrize("user", ["official_coupon", "store_coupon"])
def test_an_order_paid_with_a_coupon_goes_back_whole_or_not_at_all(shop: RunningShop, user: str) -> None:
    payment = paid_payment(shop, user)
    with pytest.raises(FullRefundRequired):
        shop.refund(payment, payment.amount - 1)
    assert shop.refund(payment, payment.amount).status is RefundStatus.DONE


@pytest.mark.parametrize(("user", "code"), [("closed", "978"), ("coupon_stuck", "116")])
def test_a_refusal_says_why_and_frees_the_amount(shop: RunningShop, user: str, code: str) -> None:
    payment = paid_payment(shop, user)
    refused = shop.refund(payment, payment.amount)
    assert (refused.status, refused.refusal_code) == (RefundStatus.REFUSED, code)
    assert again(shop, payment).refundable == payment.amount
    assert refused.next_attempt_at is None


def test_an_unknown_refund_counts_as_given_until_it_is_known(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    unknown = shop.refund(payment, 100)
    assert unknown.status is RefundStatus.UNKNOWN
    assert again(shop, payment).refundable == payment.amount - 100
    assert open_reasons(shop) == [AttentionReason.REFUND_UNKNOWN]


def test_an_answer_lost_after_processing_is_found_in_the_history_and_not_sent_again(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    shop.refund(payment, 100)
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert only_refund(shop, payment).trade_no
    assert len(shop.calls.payloads(API)) == 1
    assert given_back(shop, payment) == [100]
    assert open_reasons(shop) == []


@pytest.mark.parametrize("replays", [True, False], ids=["the same id replays", "the same id is refused"])
def test_a_refund_jkopay_never_processed_is_sent_again_under_its_number(shop: RunningShop, replays: bool) -> None:
    shop.sandbox.switch(same_refund_again="replay" if replays else "refuse")
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "http_500")
    shop.refund(payment, 100)
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    first, second = shop.calls.payloads(API)
    assert first == second
    assert given_back(shop, payment) == [100]


def test_a_refusal_of_the_resend_is_believed_only_after_the_inquiry_and_the_wait(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.next_answer(API, "999", message="Internal Error")
    shop.refund(payment, 100)
    shop.sandbox.next_answer(
        API, "113", message="Refund reject due to refund amount exceeds total unreimbursed amount."
    )
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN, "the first send may still be processed"
    let_late_processing_pass(shop, payment)
    shop.sweep()
    assert (only_refund(shop, payment).status, only_refund(shop, payment).refusal_code) == (RefundStatus.REFUSED, "113")
    assert open_reasons(shop) == [AttentionReason.REFUND_REFUSED]
    assert len(shop.calls.payloads(API)) == 2
    assert again(shop, payment).refundable == payment.amount


@pytest.mark.parametrize("sends", [False, True], ids=["before the call", "before the answer is stored"])
def test_killed_while_refunding_the_sweep_ends_it_as_one_refund(shop: RunningShop, sends: bool) -> None:
    payment = paid_payment(shop)
    with pytest.raises(Killed):
        shop.refund(payment, 100, wallet=dying_wallet(shop, sends=sends))
    assert only_refund(shop, payment).status is RefundStatus.REQUESTED
    assert again(shop, payment).refundable == payment.amount - 100
    assert sweep_refunds(shop.db, shop.wallet) == 0, "the lease of the dead holds"
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]
    assert len(shop.calls.payloads(API)) == 1


@pytest.mark.parametrize("sends", [False, True], ids=["before the inquiry", "before its answer is stored"])
def test_killed_while_recovering_the_next_recovery_ends_it(shop: RunningShop, sends: bool) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    unknown = shop.refund(payment, 100)
    with shop.db.write() as session:
        session.get_one(Refund, unknown.id).next_attempt_at = unknown.created_at
    with pytest.raises(Killed):
        sweep_refunds(shop.db, dying_wallet(shop, sends=sends))
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]


def test_while_jkopay_is_away_an_unknown_refund_stays_unknown(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    away = replace(shop.wallet, client=JkopayClient("http://127.0.0.1:9", api_key="k", secret_key="s"))
    shop.refund(payment, 100, wallet=away)
    for _ in range(3):
        with shop.db.write() as session:
            row = session.get_one(Refund, only_refund(shop, payment).id)
            row.next_attempt_at, row.lease_until = row.created_at - timedelta(seconds=1), None
        sweep_refunds(shop.db, away)
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]


def test_a_refund_made_past_us_is_noticed_when_ours_is_recovered(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    shop.refund(payment, 100)
    row = {
        "platform_order_id": payment.number,
        "status": 0,
        "refund_history": [{"refund_order_id": "made-by-hand", "refund_tradeNo": "K1", "amount": 50}],
    }
    shop.sandbox.next_answer("GET /platform/inquiry", "000", result_object={"transactions": [row]})
    shop.sweep()
    assert AttentionReason.REFUND_FOREIGN in open_reasons(shop)
