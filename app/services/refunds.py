"""Giving money back: the intent first, one number for one refund, and no second number after a silence."""

from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.db import Database, utc_now
from app.jkopay import RefundAnswer, RefundInconsistent, RefundRecord, RefundRequest, WalletRefused, WalletSilent
from app.models import AttentionReason, Charge, Payment, Refund, RefundStatus, move, record
from app.models.money import to_decimal
from app.services.attention import clear_attention, raise_attention, raise_integration_fault
from app.services.inquiry_schedule import LEASE, look_again_at
from app.services.refund_rules import PaymentNotPaid, RefundableChanged, RefundNumberUsed, check_refund
from app.services.settlement import lock_order, whole
from app.services.wallet import Wallet

log = structlog.get_logger(__name__)

RESEND_STEPS = (timedelta(seconds=5), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
"""Waits between attempts to learn of an unknown refund; the last one repeats."""


def request_refund(
    db: Database,
    wallet: Wallet,
    *,
    payment_number: str,
    refund_number: str,
    amount: Decimal,
    seen_refundable: int,
    reason: str,
    staff: str,
) -> Refund:
    """Refund `amount` (of the payment's currency) and return the refund as it stands after the call.

    `refund_number` is the form's: sent twice, it is one refund and one call. `seen_refundable` is what the staff saw
    could be refunded, in smallest units.

    Raises:
        RefundRejected: one of its kinds; nothing was stored.
    """
    try:
        with db.write() as session:
            payment = _locked_payment(session, payment_number)
            existing = session.scalar(select(Refund).where(Refund.number == refund_number))
            if existing is not None:
                return _same_form(existing, payment, amount)
            refund = _store_intent(session, payment, refund_number, amount, seen_refundable, reason, staff)
    except IntegrityError as error:
        raise RefundableChanged from error
    send_refund(db, wallet, refund.id)
    with db.read() as session:
        return session.get_one(Refund, refund.id)


def send_refund(db: Database, wallet: Wallet, refund_id: int) -> None:
    """Send the stored bytes of a refund the caller holds and store the outcome."""
    with db.read() as session:
        refund = session.scalars(select(Refund).options(joinedload(Refund.payment)).where(Refund.id == refund_id)).one()
    outcome: RefundAnswer | WalletRefused | WalletSilent
    try:
        outcome = wallet.api_of(refund.payment).refund(refund.request_body)
    except (WalletRefused, WalletSilent) as error:
        outcome = error
    now = utc_now()
    with db.write() as session:
        refund = locked_refund(session, refund_id)
        refund.attempt_count += 1
        refund.lease_until = None
        if isinstance(outcome, RefundAnswer):
            settle_refund(session, refund, outcome, now)
        elif isinstance(outcome, WalletSilent):
            _store_silence(session, refund, outcome, now)
        else:
            _store_refusal(session, refund, outcome, now)


def settle_refund(session: Session, refund: Refund, answer: RefundAnswer | RefundRecord, now: datetime) -> None:
    """JKOPay gave the money back, by its answer or by its refund history."""
    if refund.status is RefundStatus.DONE:
        return
    refund.trade_no = answer.refund_trade_no
    refund.debit_amount = whole(answer.debit_amount, "TWD")
    refund.redeem_amount = whole(answer.redeem_amount, refund.currency)
    refund.refunded_at = (answer.refund_time if isinstance(answer, RefundAnswer) else answer.time) or now
    refund.refusal_code = refund.refusal_message = None
    move(session, refund, RefundStatus.DONE, "refunded", detail=f"refund_tradeNo {refund.trade_no or '-'}", at=now)
    plan_attempt(refund, now)
    clear_attention(
        session,
        refund,
        AttentionReason.REFUND_UNKNOWN,
        AttentionReason.REFUND_DIFFERS,
        AttentionReason.REFUND_REFUSED,
    )
    parts = (answer.debit_amount, answer.redeem_amount)
    if refund.currency == "TWD" and None not in parts and sum(part or 0 for part in parts) != refund.amount:
        raise_attention(session, refund, AttentionReason.SUMS_DIFFER, "refund ≠ redeem_amount + debit_amount")


def refuse_refund(session: Session, refund: Refund, now: datetime) -> None:
    """JKOPay will not give the money back; `refusal_code` and `refusal_message` say why."""
    said = f"{refund.refusal_code} {refund.refusal_message or ''}".strip()
    move(session, refund, RefundStatus.REFUSED, "refund_refused", detail=said, at=now)
    plan_attempt(refund, now)
    clear_attention(session, refund, AttentionReason.REFUND_UNKNOWN, AttentionReason.REFUND_DIFFERS)


def mark_unknown(session: Session, refund: Refund, why: str, now: datetime, *, sent: bool = True) -> None:
    """Nobody knows whether the money went back; `sent` is False where the request certainly never left."""
    if sent:
        refund.silent_at = now
    move(session, refund, RefundStatus.UNKNOWN, "wallet_silent", detail=why, at=now)
    raise_attention(session, refund, AttentionReason.REFUND_UNKNOWN)


def plan_attempt(refund: Refund, now: datetime, *, is_told: bool = True) -> None:
    """When to find out more: until the refund ends, and after a refusal as `look_again_at` says."""
    if refund.status is RefundStatus.UNKNOWN:
        refund.next_attempt_at = now + RESEND_STEPS[min(refund.attempt_count, len(RESEND_STEPS)) - 1]
    else:
        is_done = refund.status is RefundStatus.DONE
        refund.next_attempt_at = None if is_done else look_again_at(refund.silent_at, now, is_told=is_told)


def locked_refund(session: Session, refund_id: int) -> Refund:
    """The refund, read anew, with its order held."""
    order_id = session.scalars(
        select(Payment.order_id).join(Refund, Refund.payment_id == Payment.id).where(Refund.id == refund_id)
    ).one()
    lock_order(session, order_id)
    return session.get_one(Refund, refund_id, populate_existing=True)


def _locked_payment(session: Session, number: str) -> Payment:
    found = session.execute(select(Payment.id, Payment.order_id).where(Payment.number == number)).first()
    if found is None:
        raise PaymentNotPaid(number)
    lock_order(session, found.order_id)
    return session.get_one(Payment, found.id, populate_existing=True)


def _same_form(existing: Refund, payment: Payment, amount: Decimal) -> Refund:
    if existing.payment_id != payment.id or to_decimal(existing.amount, existing.currency) != amount:
        raise RefundNumberUsed(existing.number)
    return existing


def _store_intent(
    session: Session,
    payment: Payment,
    number: str,
    amount: Decimal,
    seen_refundable: int,
    reason: str,
    staff: str,
) -> Refund:
    minor = check_refund(payment, amount, seen_refundable)
    now = utc_now()
    request = RefundRequest(
        platform_order_id=payment.number,
        refund_amount=to_decimal(minor, payment.currency),
        refund_order_id=number,
        currency=payment.currency,
    )
    refund = Refund(
        payment=payment,
        number=number,
        currency=payment.currency,
        amount=minor,
        reason=reason,
        requested_by=staff,
        request_body=request.to_bytes(),
        next_attempt_at=now + LEASE,
        lease_until=now + LEASE,
        created_at=now,
    )
    session.add(refund)
    session.flush()
    record(session, refund, "refund_requested", to_status=RefundStatus.REQUESTED, actor=staff, detail=reason, at=now)
    return refund


def _api_name(refund: Refund) -> str:
    return "POST /platform/authpay/refund" if isinstance(refund.payment, Charge) else "POST /platform/refund"


def _store_silence(session: Session, refund: Refund, silence: WalletSilent, now: datetime) -> None:
    """The money may have gone back or not. Silence that certainly never left us is resent just the same."""
    log.warning("refund_silent", refund=refund.number, reason=silence.reason)
    if refund.status in (RefundStatus.DONE, RefundStatus.REFUSED):
        return
    if silence.may_have_arrived:
        refund.silent_at = now
    if silence.hint:
        raise_integration_fault(session, _api_name(refund), silence.hint)
    if refund.status is RefundStatus.REQUESTED:
        mark_unknown(session, refund, str(silence.reason), now, sent=silence.may_have_arrived)
    plan_attempt(refund, now)


def _store_refusal(session: Session, refund: Refund, refusal: WalletRefused, now: datetime) -> None:
    log.warning("refund_refused", refund=refund.number, result=refusal.result, message=refusal.message)
    if refund.status in (RefundStatus.DONE, RefundStatus.REFUSED):
        return
    refund.refusal_code, refund.refusal_message = refusal.result, refusal.message
    if refusal.result in ("200", "201"):
        raise_integration_fault(session, _api_name(refund), f"{refusal.result} {refusal.message or ''}".strip())
    if refund.status is RefundStatus.REQUESTED and not isinstance(refusal, RefundInconsistent):
        refuse_refund(session, refund, now)
    else:
        # An earlier send may have been processed, and 105 says one was: only the history can tell (money rule 2).
        if refund.status is RefundStatus.REQUESTED:
            mark_unknown(session, refund, refusal.result, now)
        plan_attempt(refund, now)
