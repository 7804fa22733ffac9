"""Sending charges whose time has come, and ending those that were sent without a final answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import Inquiry, Transaction, WalletRefused, WalletSilent
from app.models import AttentionReason, Authorization, Charge, PaymentStatus
from app.services.attention import raise_attention, raise_integration_fault
from app.services.charge_window import is_open
from app.services.charges import apply_answer, locked_charge, plan, refuse, send_charge, transmit, why_not, withdraw
from app.services.disputes import DISPUTED, is_disputed
from app.services.leases import Due, claim
from app.services.refund_recovery import LATE_PROCESSING, REFUND_LEASE
from app.services.settlement import FAILED, IN_PROGRESS, PAID, remark_silence
from app.services.wallet import Wallet

# A step is an inquiry and a resend, as a refund's is.
CHARGES_DUE = Due(Charge, Charge.next_inquiry_at, lease=REFUND_LEASE)


def sweep_charges(db: Database, wallet: Wallet) -> int:
    """Bring one charge that is due a step further. Returns how many it claimed."""
    claimed = claim(db, CHARGES_DUE)
    for charge_id in claimed:
        with db.read() as session:
            status = session.scalars(select(Charge.status).where(Charge.id == charge_id)).one()
        advance = send_charge if status is PaymentStatus.NEW else resolve_charge
        advance(db, wallet, charge_id)
    return len(claimed)


def resolve_charge(db: Database, wallet: Wallet, charge_id: int) -> None:
    """Ask JKOPay about a claimed charge that was sent; send it again where it certainly was not taken."""
    with db.read() as session:
        charge = session.get_one(Charge, charge_id)
    try:
        answer = wallet.client.authpay.inquiry([charge.number])
    except WalletSilent as silence:
        _store_silence(db, charge_id, silence.hint)
        return
    except WalletRefused as refusal:
        _store_silence(db, charge_id, f"{refusal.result} {refusal.message or ''}".strip())
        return
    if _store_inquiry(db, charge_id, answer):
        transmit(db, wallet, charge_id, charge.request_body, again=True)


def _store_inquiry(db: Database, charge_id: int, answer: Inquiry) -> bool:
    """Settle the charge by JKOPay's word. True when it was not taken and the same bytes are to be sent again."""
    now = utc_now()
    with db.write() as session:
        charge = locked_charge(session, charge_id)
        row, unreadable = answer.transactions.get(charge.number), answer.malformed.get(charge.number)
        if charge.silent_at is None:
            # Whoever sent it never came back with an answer.
            charge.silent_at = now
        charge.last_inquiry_at = now
        if row is not None:
            charge.silent_since = None
        if row is not None and row.status in (PAID, FAILED):
            apply_answer(session, charge, row, now)
        elif row is not None and charge.status is PaymentStatus.PENDING and _is_untaken(row):
            return _resend_or_end(session, charge, now)
        else:
            strange = _strange(row, unreadable)
            if strange and charge.status is PaymentStatus.PENDING:
                raise_attention(session, charge, AttentionReason.STATUS_UNKNOWN, strange)
            plan(session, charge, now, is_told=row is not None)
        charge.lease_until = None
        return False


def _strange(row: Transaction | None, unreadable: str | None) -> str | None:
    """What an answer says that is in no table."""
    if row is None:
        return unreadable
    return None if row.status == IN_PROGRESS else f"status {row.status}"


def _is_untaken(row: Transaction) -> bool:
    """101: not paid yet; 102: no such order. Neither says that a send on its way will not arrive."""
    return row.status in (101, 102)


def _resend_or_end(session: Session, charge: Charge, now: datetime) -> bool:
    """The charge goes out again, or ends once nothing that was sent can still be at work."""
    authorization = session.get_one(Authorization, charge.authorization_id)
    why = why_not(charge, authorization, now) or (DISPUTED if is_disputed(session, charge.order) else "")
    is_late = charge.silent_at is not None and now - charge.silent_at >= LATE_PROCESSING
    if not why and charge.refusal_code is None and is_open(now):
        # A process that dies now may have sent it.
        charge.silent_at = now
        return True
    charge.lease_until = None
    if is_late and charge.refusal_code is not None:
        refuse(session, charge, now)
    elif is_late and why:
        withdraw(session, charge, why, now)
    else:
        plan(session, charge, now)
    return False


def _store_silence(db: Database, charge_id: int, fault: str | None) -> None:
    now = utc_now()
    with db.write() as session:
        if fault:
            raise_integration_fault(session, "GET /platform/authpay/inquiry", fault)
        charge = locked_charge(session, charge_id)
        charge.lease_until = None
        remark_silence(session, charge, now)
        plan(session, charge, now, is_told=False)
