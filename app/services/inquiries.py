"""Asking JKOPay what became of payments: the only way a payment becomes paid."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import Inquiry, Silence, WalletRefused, WalletSilent
from app.models import AttentionReason, Payment, PaymentStatus
from app.services.attention import raise_attention, raise_integration_fault
from app.services.inquiry_schedule import next_inquiry_at
from app.services.leases import claim, let_go
from app.services.payments import request_link
from app.services.settlement import apply_transaction, lock_order, remark_silence
from app.services.wallet import Wallet

IDS_A_CALL = 20
"""The most ids one inquiry takes (protocol section 3)."""

# One row can spoil the answer for all, so each is then asked for by itself.
_UNREADABLE = (Silence.NOT_JSON, Silence.TOO_LARGE, Silence.MALFORMED)

log = structlog.get_logger(__name__)


def sweep_payments(db: Database, wallet: Wallet) -> int:
    """Do everything about payments that is due now, one claim of each kind. Returns how many rows it claimed."""
    now = utc_now()
    wants_link = (Payment.status == PaymentStatus.NEW, Payment.refusal_code.is_(None), Payment.valid_until > now)
    entries = claim(db, Payment, Payment.next_inquiry_at, wants_link, limit=1, now=now)
    for payment_id in entries:
        request_link(db, wallet, payment_id)
    wants_inquiry = (
        or_(Payment.status != PaymentStatus.NEW, Payment.refusal_code.is_not(None), Payment.valid_until <= now),
    )
    inquired = claim(db, Payment, Payment.next_inquiry_at, wants_inquiry, limit=IDS_A_CALL, now=now)
    if inquired:
        inquire(db, wallet, inquired)
    return len(entries) + len(inquired)


def inquire_soon(db: Database, wallet: Wallet, payment_id: int) -> None:
    """Ask about one payment that a hint named, unless somebody is asking already (they will see the hint)."""
    claimed = claim(db, Payment, Payment.next_inquiry_at, (Payment.id == payment_id,), limit=1, now=utc_now())
    if claimed:
        inquire(db, wallet, claimed)


def hint(payment: Payment, now: datetime) -> None:
    """Something may have happened to `payment`: ask at once. Never proof by itself (money rule 4)."""
    due = payment.next_inquiry_at
    if payment.status is not PaymentStatus.PAID and (due is None or due > now):
        payment.next_inquiry_at = now


def inquire(db: Database, wallet: Wallet, payment_ids: Sequence[int]) -> None:
    """Ask about up to 20 claimed payments in one call and settle each by its own row."""
    with db.read() as session:
        numbers = list(session.scalars(select(Payment.number).where(Payment.id.in_(payment_ids))))
    try:
        answer = wallet.client.inquiry(numbers)
    except WalletSilent as silence:
        log.warning("inquiry_silent", reason=silence.reason, payments=len(numbers))
        if silence.reason in _UNREADABLE and len(numbers) > 1:
            for payment_id in payment_ids:
                inquire(db, wallet, [payment_id])
            return
        _store_silence(db, payment_ids, silence.hint)
    except WalletRefused as refusal:
        log.error("inquiry_refused", result=refusal.result, message=refusal.message)
        _store_silence(db, payment_ids, f"GET /platform/inquiry {refusal.result} {refusal.message}")
    else:
        _store_answer(db, payment_ids, answer)


def _store_answer(db: Database, payment_ids: Sequence[int], answer: Inquiry) -> None:
    now = utc_now()
    with db.write() as session:
        for payment in _locked(session, payment_ids):
            row = answer.transactions.get(payment.number)
            if row is None:
                reason = answer.malformed.get(payment.number, "left out of the answer")
                log.warning("inquiry_row_unusable", payment=payment.number, reason=reason)
                if payment.number in answer.malformed:
                    raise_attention(session, payment, AttentionReason.STATUS_UNKNOWN, reason)
            else:
                payment.silent_since = None
                apply_transaction(session, payment, row, now)
            payment.last_inquiry_at = now
            payment.inquiry_count += 1
            let_go(payment, next_inquiry_at(payment, now), now)


def _store_silence(db: Database, payment_ids: Sequence[int], fault: str | None) -> None:
    """Nobody's payment changes by a silence; a fault that names a setting goes to the staff."""
    now = utc_now()
    with db.write() as session:
        if fault:
            raise_integration_fault(session, "GET /platform/inquiry", fault)
        for payment in _locked(session, payment_ids):
            remark_silence(session, payment, now)
            payment.inquiry_count += 1
            let_go(payment, next_inquiry_at(payment, now), now)


def _locked(session: Session, payment_ids: Sequence[int]) -> list[Payment]:
    order_ids = session.scalars(select(Payment.order_id).where(Payment.id.in_(payment_ids)).distinct())
    for order_id in sorted(order_ids):
        lock_order(session, order_id)
    return list(session.scalars(select(Payment).where(Payment.id.in_(payment_ids)).order_by(Payment.id)))
