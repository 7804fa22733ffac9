"""Refunds that JKOPay made after a silence, when it had already refused them once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db import utc_now
from app.jkopay import JkopayClient, RefundAnswer, RefundRequest
from app.models import AttentionReason, Payment, Refund, RefundStatus
from app.services.refund_recovery import LATE_PROCESSING, sweep_refunds
from app.services.wallet import Wallet
from tests.dying import Killed
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


class DiesAtRefund(JkopayClient):
    """Is killed while its request is on the way."""

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:  # noqa: ARG002
        raise Killed


def dying_at_refund(shop: RunningShop) -> Wallet:
    return replace(shop.wallet, client=shop.sandbox.client(DiesAtRefund))


def take_over(shop: RunningShop, wallet: Wallet | None = None) -> None:
    """The lease of every refund has ended, and another worker brings them a step further."""
    with shop.db.write() as session:
        session.execute(update(Refund).values(lease_until=None, next_attempt_at=utc_now()))
    while sweep_refunds(shop.db, wallet or shop.wallet):
        pass


def refuse(shop: RunningShop) -> None:
    shop.sandbox.next_answer(
        API, "113", message="Refund reject due to refund amount exceeds total unreimbursed amount."
    )


def believe_a_refusal(shop: RunningShop, payment: Payment) -> Refund:
    """A silence, a refusal of the resend, and ten minutes."""
    shop.sandbox.faults(API, "http_500")
    shop.refund(payment, 100)
    refuse(shop)
    take_over(shop)
    let_late_processing_pass(shop, payment)
    take_over(shop)
    refund = only_refund(shop, payment)
    assert refund.status is RefundStatus.REFUSED
    assert again(shop, payment).refundable == payment.amount
    return refund


def test_a_resend_that_dies_is_a_silence_too_so_the_next_refusal_frees_nothing(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "http_500")
    shop.refund(payment, 100)
    let_late_processing_pass(shop, payment)
    with pytest.raises(Killed):
        take_over(shop, dying_at_refund(shop))
    refuse(shop)
    take_over(shop)
    take_over(shop)
    refund = only_refund(shop, payment)
    assert refund.status is RefundStatus.UNKNOWN
    assert again(shop, payment).refundable == payment.amount - 100
    shop.wallet.client.refund(refund.request_body)
    take_over(shop)
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]


def test_a_refused_refund_that_was_made_all_the_same_is_done(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    refund = believe_a_refusal(shop, payment)
    assert open_reasons(shop) == [AttentionReason.REFUND_REFUSED]
    shop.wallet.client.refund(refund.request_body)
    take_over(shop)
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert open_reasons(shop) == []
    assert only_refund(shop, payment).next_attempt_at is None


def test_a_silence_about_a_refused_refund_changes_nothing_and_is_asked_again(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    believe_a_refusal(shop, payment)
    shop.sandbox.next_answer("GET /platform/inquiry", "999", message="Internal Error")
    take_over(shop)
    refund = only_refund(shop, payment)
    assert refund.status is RefundStatus.REFUSED
    assert refund.next_attempt_at is not None
    assert (refund.next_attempt_at - utc_now()).total_seconds() > 3600
    assert open_reasons(shop) == [AttentionReason.REFUND_REFUSED]


def test_a_silence_a_month_after_a_refusal_is_not_the_last_word_either(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    refund = believe_a_refusal(shop, payment)
    with shop.db.write() as session:
        session.get_one(Refund, refund.id).silent_at = utc_now() - timedelta(days=29)
    shop.sandbox.next_answer("GET /platform/inquiry", "999", message="Internal Error")
    take_over(shop)
    assert only_refund(shop, payment).next_attempt_at is not None
    shop.wallet.client.refund(refund.request_body)
    take_over(shop)
    assert only_refund(shop, payment).status is RefundStatus.DONE


def test_what_was_made_and_is_no_longer_free_is_told_to_the_staff_and_done_as_soon_as_it_is(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    believed = believe_a_refusal(shop, payment)
    shop.sandbox.faults(API, "http_500")
    shop.refund(again(shop, payment), payment.amount)
    shop.wallet.client.refund(believed.request_body)
    take_over(shop)
    assert AttentionReason.REFUND_FOREIGN in open_reasons(shop)
    with shop.db.write() as session:
        session.execute(update(Refund).where(Refund.id != believed.id).values(silent_at=utc_now() - LATE_PROCESSING))
    take_over(shop)
    take_over(shop)
    statuses = [refund.status for refund in again(shop, payment).refunds]
    assert statuses == [RefundStatus.DONE, RefundStatus.REFUSED]
    assert given_back(shop, payment) == [100]
