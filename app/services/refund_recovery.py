"""Ending unknown refunds: look in JKOPay's refund history, and only then send the same bytes again.

A refund whose process died between the intent and the answer is recovered the same way.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import RefundRecord, Transaction, WalletRefused, WalletSilent
from app.models import AttentionReason, History, Payment, Refund, RefundStatus
from app.models.money import to_decimal
from app.services.attention import raise_attention, raise_integration_fault
from app.services.leases import Due, claim
from app.services.refunds import locked_refund, mark_unknown, plan_attempt, refuse_refund, send_refund, settle_refund
from app.services.settlement import report_foreign_refunds
from app.services.wallet import Wallet

LATE_PROCESSING = timedelta(minutes=10)
"""How long after its last silence a send might still be processed; a refusal is believed only after it."""

NAMELESS = "refund_order_id -"
"""How the note of a history row that names nobody begins."""

DISOWNED = "refund_not_ours"
"""The event of a person's word that such a row is none of ours."""

REFUND_LEASE = timedelta(seconds=45)
"""One step is two calls of 15 s."""

REFUNDS_DUE = Due(Refund, Refund.next_attempt_at, lease=REFUND_LEASE)


def sweep_refunds(db: Database, wallet: Wallet) -> int:
    """Bring every refund whose attempt is due one step further. Returns how many it claimed."""
    claimed = claim(db, REFUNDS_DUE)
    for refund_id in claimed:
        resolve_refund(db, wallet, refund_id)
    return len(claimed)


def resolve_refund(db: Database, wallet: Wallet, refund_id: int) -> None:
    """Ask JKOPay whether a claimed refund was made; send it again when it certainly was not."""
    with db.read() as session:
        payment = session.scalars(select(Payment).join(Refund).where(Refund.id == refund_id)).one()
    try:
        answer = wallet.api_of(payment).inquiry([payment.number]).transactions.get(payment.number)
    except WalletSilent as silence:
        _postpone(db, refund_id, silence.api, silence.hint)
        return
    except WalletRefused as refusal:
        _postpone(db, refund_id, refusal.api, f"{refusal.result} {refusal.message or ''}".strip())
        return
    if answer is None or answer.status != 0:
        _postpone(db, refund_id)
    elif _store_history(db, refund_id, answer):
        send_refund(db, wallet, refund_id)


def _store_history(db: Database, refund_id: int, answer: Transaction) -> bool:
    """Settle the refund by JKOPay's history. True when it is not there and the same bytes are to be sent again."""
    now = utc_now()
    with db.write() as session:
        refund = _recovered(session, refund_id, now)
        report_foreign_refunds(session, refund.payment, answer)
        _settle_refused(session, refund.payment, answer, now)
        row = row_of(refund, answer)
        if refund.status is not RefundStatus.UNKNOWN:
            refund.lease_until = None
            plan_attempt(refund, now)
        elif row is not None:
            _settle_by_history(session, refund, row, now)
        elif (nameless := nameless_rows(refund, answer)) and not _is_disowned(session, refund, tell_rows(nameless)):
            _wait_for_a_person(session, refund, tell_rows(nameless), now)
        elif refund.refusal_code is None:
            # A process that dies now may have sent it.
            refund.silent_at = now
            return True
        elif refund.silent_at is None or now - refund.silent_at >= LATE_PROCESSING:
            refund.lease_until = None
            refuse_refund(session, refund, now)
            raise_attention(session, refund, AttentionReason.REFUND_REFUSED, f"{refund.refusal_code}")
        else:
            refund.lease_until = None
            refund.next_attempt_at = refund.silent_at + LATE_PROCESSING
        return False


def _settle_refused(session: Session, payment: Payment, answer: Transaction, now: datetime) -> None:
    """What counts as refused was made all the same: the history is the truth."""
    for refund in payment.refunds:
        row = row_of(refund, answer) if refund.status is RefundStatus.REFUSED else None
        if row is None:
            continue
        if refund.amount > payment.refundable:
            told = f"refund_tradeNo {row.refund_trade_no or '-'}"
            raise_attention(session, payment, AttentionReason.REFUND_FOREIGN, told)
        else:
            _settle_by_history(session, refund, row, now)


def _settle_by_history(session: Session, refund: Refund, row: RefundRecord, now: datetime) -> None:
    if told := tell_amount(refund, row):
        _wait_for_a_person(session, refund, told, now)
        return
    refund.lease_until = None
    settle_refund(session, refund, row, now)


def row_of(refund: Refund, answer: Transaction) -> RefundRecord | None:
    """The row of JKOPay's history that names `refund`."""
    return next((row for row in answer.refund_history if row.refund_order_id == refund.number), None)


def nameless_rows(refund: Refund, answer: Transaction) -> list[RefundRecord]:
    """Rows of JKOPay's history that may be `refund`: every field of them may be missing (protocol section 3), and such
    a row proves and excludes nothing."""
    asked = to_decimal(refund.amount, refund.currency)
    taken = {other.trade_no for other in refund.payment.refunds if other.id != refund.id} - {None}
    return [
        row
        for row in answer.refund_history
        if row.refund_order_id is None and row.amount in (None, asked) and row.refund_trade_no not in taken
    ]


def tell_rows(rows: Sequence[RefundRecord]) -> str:
    """What a person compares with JKOPay's back office; also what their word is then about."""
    told = (f"refund_tradeNo {row.refund_trade_no or '-'} amount {row.amount or '-'}" for row in rows)
    return f"{NAMELESS}: {'; '.join(told)}"


def tell_amount(refund: Refund, row: RefundRecord) -> str:
    """How the amount of a row that names `refund` is not what was asked; empty where it is."""
    asked = to_decimal(refund.amount, refund.currency)
    return "" if row.amount in (None, asked) else f"amount {row.amount} ≠ {asked}"


def _is_disowned(session: Session, refund: Refund, told: str) -> bool:
    """Whether a person has said that these very rows are not `refund`."""
    said = (History.subject == refund.number, History.event == DISOWNED, History.detail == told)
    return session.scalar(select(History.id).where(*said, History.order_id == refund.payment.order_id)) is not None


def _wait_for_a_person(session: Session, refund: Refund, detail: str, now: datetime) -> None:
    raise_attention(session, refund, AttentionReason.REFUND_DIFFERS, detail)
    refund.lease_until = None
    refund.attempt_count += 1
    plan_attempt(refund, now)


def _recovered(session: Session, refund_id: int, now: datetime) -> Refund:
    """The refund; one that is claimed while still `requested` was left by its sender, perhaps after sending."""
    refund = locked_refund(session, refund_id)
    if refund.status is RefundStatus.REQUESTED:
        mark_unknown(session, refund, "no_answer", now)
    return refund


def _postpone(db: Database, refund_id: int, asked: str = "", fault: str | None = None) -> None:
    now = utc_now()
    with db.write() as session:
        if fault:
            raise_integration_fault(session, asked, fault)
        refund = _recovered(session, refund_id, now)
        refund.lease_until = None
        refund.attempt_count += 1
        plan_attempt(refund, now, is_told=False)
