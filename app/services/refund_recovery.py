"""Ending unknown refunds: look in JKOPay's refund history, and only then send the same bytes again.

A refund whose process died between the intent and the answer is recovered the same way.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import RefundRecord, Transaction, WalletRefused, WalletSilent
from app.models import AttentionReason, Payment, Refund
from app.models.money import to_decimal
from app.services.attention import raise_attention, raise_integration_fault
from app.services.leases import claim
from app.services.refunds import locked_refund, plan_attempt, refuse_refund, send_refund, settle_refund
from app.services.wallet import Wallet

LATE_PROCESSING = timedelta(minutes=10)
"""How long after its last silence a send might still be processed; a refusal is believed only after it."""

log = structlog.get_logger(__name__)


def sweep_refunds(db: Database, wallet: Wallet) -> int:
    """Bring every refund whose attempt is due one step further. Returns how many it claimed."""
    claimed = claim(db, Refund, Refund.next_attempt_at, (), limit=1, now=utc_now())
    for refund_id in claimed:
        resolve_refund(db, wallet, refund_id)
    return len(claimed)


def resolve_refund(db: Database, wallet: Wallet, refund_id: int) -> None:
    """Ask JKOPay whether a claimed refund was made; send it again when it certainly was not."""
    with db.read() as session:
        number = session.scalars(select(Payment.number).join(Refund).where(Refund.id == refund_id)).one()
    try:
        answer = wallet.client.inquiry([number]).transactions.get(number)
    except WalletSilent as silence:
        _postpone(db, refund_id, silence.hint)
        return
    except WalletRefused as refusal:
        _postpone(db, refund_id, f"GET /platform/inquiry {refusal.result} {refusal.message}")
        return
    if answer is None or answer.status != 0:
        _postpone(db, refund_id, None)
    elif _store_history(db, refund_id, answer):
        send_refund(db, wallet, refund_id)


def _store_history(db: Database, refund_id: int, answer: Transaction) -> bool:
    """Settle the refund by JKOPay's history. True when it is not there and the same bytes are to be sent again."""
    now = utc_now()
    with db.write() as session:
        refund = locked_refund(session, refund_id)
        _report_foreign(session, refund.payment, answer)
        row = next((row for row in answer.refund_history if row.refund_order_id == refund.number), None)
        if row is not None:
            _settle_by_history(session, refund, row, now)
        elif refund.refusal_code is None:
            return True
        elif refund.silent_at is None or now - refund.silent_at >= LATE_PROCESSING:
            refund.lease_until = refund.next_attempt_at = None
            refuse_refund(session, refund, now)
            raise_attention(session, refund, AttentionReason.REFUND_REFUSED, f"{refund.refusal_code}")
        else:
            refund.lease_until = None
            refund.next_attempt_at = refund.silent_at + LATE_PROCESSING
        return False


def _settle_by_history(session: Session, refund: Refund, row: RefundRecord, now: datetime) -> None:
    refund.lease_until = None
    asked = to_decimal(refund.amount, refund.currency)
    if row.amount != asked:
        raise_attention(session, refund, AttentionReason.REFUND_DIFFERS, f"amount {row.amount} ≠ {asked}")
        refund.attempt_count += 1
        plan_attempt(refund, now)
        return
    settle_refund(session, refund, row, now)


def _report_foreign(session: Session, payment: Payment, answer: Transaction) -> None:
    """Refunds made past us, in JKOPay's own back office say, change what is left: a person must know."""
    ours = {refund.number for refund in payment.refunds}
    foreign = [row.refund_trade_no or "-" for row in answer.refund_history if row.refund_order_id not in ours]
    if foreign:
        raise_attention(session, payment, AttentionReason.REFUND_FOREIGN, "refund_tradeNo " + ", ".join(foreign))


def _postpone(db: Database, refund_id: int, fault: str | None) -> None:
    now = utc_now()
    with db.write() as session:
        if fault:
            raise_integration_fault(session, "GET /platform/inquiry", fault)
        refund = locked_refund(session, refund_id)
        refund.lease_until = None
        refund.attempt_count += 1
        plan_attempt(refund, now)
