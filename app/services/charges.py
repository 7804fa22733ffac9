"""Charges: sent one at a time under an authorization, only while the window is open (money rule 7)."""

import random
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import HOLD, Database, utc_now
from app.jkopay import OrderIsPaid, Transaction, WalletRefused, WalletSilent
from app.models import (
    AttentionReason,
    Authorization,
    AuthorizationStatus,
    Charge,
    OrderStatus,
    PaymentStatus,
    move,
    record,
)
from app.services.attention import clear_attention, raise_attention, raise_integration_fault
from app.services.charge_window import is_open, next_moment
from app.services.disputes import is_disputed
from app.services.dunning import DUNNING, Step, follow_refusal
from app.services.inquiry_schedule import LEASE, OVERDUE, look_again_at
from app.services.settlement import FAILED, PAID, close_order, lock_order, remark_silence, settle_paid
from app.services.wallet import Wallet

STEPS = (timedelta(seconds=5), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
"""Waits between attempts to learn of a charge that was sent; the last one repeats."""

PAST = "past its last moment"
"""Why a charge is withdrawn whose cycle, or day, is over."""

_TURN = timedelta(seconds=20)
"""A charge that finds another of its authorization in flight comes back after this."""

log = structlog.get_logger(__name__)


def send_charge(db: Database, wallet: Wallet, charge_id: int) -> None:
    """Send a charge the caller holds, where it may be sent now, and store the outcome."""
    now = utc_now()
    with db.write() as session:
        charge = locked_charge(session, charge_id)
        body = charge.request_body
        if charge.status is not PaymentStatus.NEW or not _begin(session, charge, now):
            return
    transmit(db, wallet, charge_id, body)


def transmit(db: Database, wallet: Wallet, charge_id: int, body: bytes, *, again: bool = False) -> None:
    """Send the stored bytes of a pending charge and store the outcome. `again`: they may have arrived before."""
    outcome: Transaction | WalletRefused | WalletSilent
    try:
        outcome = wallet.client.authpay.transaction(body)
    except (WalletRefused, WalletSilent) as error:
        outcome = error
    now = utc_now()
    with db.write() as session:
        charge = locked_charge(session, charge_id)
        charge.lease_until = None
        if isinstance(outcome, Transaction):
            _store_answer(session, charge, outcome, now)
        elif isinstance(outcome, WalletSilent):
            _store_silence(session, charge, outcome, now)
        else:
            _store_refusal(session, charge, outcome, now, again=again)


def locked_charge(session: Session, charge_id: int) -> Charge:
    """The charge, read anew, with its order held."""
    lock_order(session, session.scalars(select(Charge.order_id).where(Charge.id == charge_id)).one())
    return session.get_one(Charge, charge_id, populate_existing=True)


def why_not(charge: Charge, authorization: Authorization, now: datetime) -> str:
    """Why `charge` must not be sent any more; empty when it may."""
    if charge.order.status is not OrderStatus.OPEN or charge.order.payment_id != charge.id:
        return "the order does not wait for it"
    if authorization.status is not AuthorizationStatus.GRANTED:
        return f"the authorization is {authorization.status}"
    return PAST if now >= charge.valid_until else ""


def withdraw(session: Session, charge: Charge, why: str, now: datetime) -> None:
    """The charge is not taken, and its order closes where it waited for nothing else."""
    charge.lease_until = None
    move(session, charge, PaymentStatus.EXPIRED, "charge_withdrawn", detail=why, at=now)
    plan(session, charge, now)
    if charge.order.payment_id == charge.id:
        close_order(session, charge.order, "unpaid", at=now, detail=why)
        if why == PAST and charge.order.subscription is not None:
            # Nobody is at the page of a subscription's order.
            raise_attention(session, charge, AttentionReason.CHARGE_UNTAKEN)


def refuse(session: Session, charge: Charge, now: datetime) -> None:
    """JKOPay will not charge; `refusal_code` and `refusal_message` say why, and the dunning table what follows."""
    said = f"{charge.refusal_code} {charge.refusal_message or ''}".strip()
    move(session, charge, PaymentStatus.REFUSED, "charge_refused", detail=said, at=now)
    plan(session, charge, now)
    follow_refusal(session, charge, now)


def apply_answer(session: Session, charge: Charge, row: Transaction, now: datetime) -> None:
    """Do to `charge` what a row of JKOPay about it says for good: paid, or failed."""
    if charge.status is PaymentStatus.PAID:
        charge.next_inquiry_at = None
        return
    if row.status == PAID:
        settle_paid(session, charge, row, now)
    elif row.status == FAILED and charge.status is PaymentStatus.PENDING:
        charge.refusal_code, charge.refusal_message = "115", None
        move(session, charge, PaymentStatus.FAILED, "failed", detail="status 100", at=now)
        follow_refusal(session, charge, now)
    # A row that calls it paid and was not believed has told nothing.
    plan(session, charge, now, is_told=row.status != PAID)


def plan(session: Session, charge: Charge, now: datetime, *, is_told: bool = True) -> None:
    """When to ask about a charge that was sent: until it ends, and on as `look_again_at` says."""
    charge.inquiry_count += 1
    if charge.status is PaymentStatus.PENDING:
        charge.next_inquiry_at = now + STEPS[min(charge.inquiry_count, len(STEPS)) - 1]
        # Without a silence its making counts, of which its first moment is within a day.
        if now - (charge.silent_since or charge.created_at + OVERDUE) > OVERDUE:
            raise_attention(session, charge, AttentionReason.CHARGE_UNKNOWN)
        return
    clear_attention(session, charge, AttentionReason.CHARGE_UNKNOWN, AttentionReason.STATUS_UNKNOWN)
    is_paid = charge.status is PaymentStatus.PAID
    charge.next_inquiry_at = None if is_paid else look_again_at(charge.silent_at, now, is_told=is_told)


def _begin(session: Session, charge: Charge, now: datetime) -> bool:
    """Take the turn of `charge`, now or later. The authorization is held, so two charges cannot both find it free."""
    authorization = session.get_one(Authorization, charge.authorization_id, with_for_update=HOLD)
    if why := why_not(charge, authorization, now):
        withdraw(session, charge, why, now)
        return False
    in_flight = select(Charge.id).where(
        Charge.authorization_id == authorization.id, Charge.status == PaymentStatus.PENDING
    )
    if is_disputed(session, charge.order):
        charge.next_inquiry_at = now + STEPS[-1]
    elif not is_open(now):
        charge.next_inquiry_at = next_moment(now, random.random())  # noqa: S311  spreading, not secrecy
        record(session, charge, "charge_queued", detail=charge.next_inquiry_at.isoformat(), at=now)
    elif session.scalar(in_flight.limit(1)) is not None:
        charge.next_inquiry_at = now + _TURN
    else:
        charge.lease_until = charge.next_inquiry_at = now + LEASE
        move(session, charge, PaymentStatus.PENDING, "charge_sent", at=now)
        return True
    charge.lease_until = None
    return False


def _store_answer(session: Session, charge: Charge, row: Transaction, now: datetime) -> None:
    """`000` alone is nothing: only a status 0 with our id is believed, with amount and currency checked as always."""
    charge.silent_since = None
    if row.platform_order_id == charge.number:
        apply_answer(session, charge, row, now)
    else:
        charge.silent_at = now
        plan(session, charge, now)


def _store_silence(session: Session, charge: Charge, silence: WalletSilent, now: datetime) -> None:
    log.warning("charge_silent", charge=charge.number, reason=silence.reason)
    if charge.status is not PaymentStatus.PENDING:
        return
    if silence.may_have_arrived:
        charge.silent_at = now
    if silence.hint:
        raise_integration_fault(session, "POST /platform/authpay/transaction", silence.hint)
    remark_silence(session, charge, now)
    plan(session, charge, now)


def _store_refusal(session: Session, charge: Charge, refusal: WalletRefused, now: datetime, *, again: bool) -> None:
    log.warning("charge_refused", charge=charge.number, result=refusal.result, message=refusal.message)
    if charge.status is not PaymentStatus.PENDING:
        return
    charge.silent_since = None
    if refusal.result in ("200", "201"):
        said = f"{refusal.result} {refusal.message or ''}".strip()
        raise_integration_fault(session, "POST /platform/authpay/transaction", said)
    if isinstance(refusal, OrderIsPaid):
        plan(session, charge, now)
        return
    may_be_at_work = again or charge.silent_at is not None
    if may_be_at_work and DUNNING.get(refusal.result) is Step.LATER:
        # What is in flight may be this very charge: under a new number it could be taken twice, so it keeps its own.
        plan(session, charge, now)
        return
    charge.refusal_code, charge.refusal_message = refusal.result, refusal.message
    if may_be_at_work:
        # An earlier send may still be at work, so this refusal proves nothing: only the inquiry can tell (rule 2).
        plan(session, charge, now)
    else:
        refuse(session, charge, now)
