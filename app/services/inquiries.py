"""Asking JKOPay what became of payments: the only way a payment becomes paid."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import Inquiry, Silence, WalletRefused, WalletSilent
from app.models import AttentionReason, Order, OrderStatus, Payment, PaymentStatus
from app.services.attention import raise_attention, raise_integration_fault
from app.services.disputes import is_dispute_of
from app.services.inquiry_schedule import LEASE, OVERDUE, UNTOLD_STEP, is_awaited, next_inquiry_at
from app.services.leases import NOW, Due, claim, let_go
from app.services.payments import request_link
from app.services.settlement import PAID, apply_transaction, lock_order, locked_payment, remark_silence
from app.services.wallet import Wallet

IDS_A_CALL = 20
"""The most ids one inquiry takes (protocol section 3)."""

UNANSWERED_STEP = timedelta(minutes=5)
"""A hint about a payment nobody asks about any more is not forgotten by one silence."""

# One row can spoil the answer for all, so each is then asked for by itself.
_UNREADABLE = (Silence.NOT_JSON, Silence.TOO_LARGE, Silence.MALFORMED)

# Charges are rows of the same table, and another API is asked about them.
BY_LINK_DUE = Due(Payment, Payment.next_inquiry_at, (Payment.kind == "payment",), limit=IDS_A_CALL)
"""Payments by link that are due, whatever is to be done about them."""

_IS_OPEN = Payment.order_id.in_(select(Order.id).where(Order.status == OrderStatus.OPEN))
# New, not refused, still payable, and of an order that still waits to be paid.
_WANTS_LINK = and_(
    Payment.status == PaymentStatus.NEW,
    Payment.refusal_code.is_(None),
    Payment.valid_until > NOW,
    _IS_OPEN,
    not_(is_dispute_of(Payment.order_id)),
)
_LINKS_DUE = replace(BY_LINK_DUE.only(_WANTS_LINK), limit=1)
_PAYMENTS_DUE = BY_LINK_DUE.only(not_(_WANTS_LINK))

log = structlog.get_logger(__name__)


def sweep_links(db: Database, wallet: Wallet) -> int:
    """Ask again for one link that is due, because its first asking died or went unanswered. Returns how many."""
    claimed = claim(db, _LINKS_DUE)
    for payment_id in claimed:
        request_link(db, wallet, payment_id, again=True)
    return len(claimed)


def sweep_payments(db: Database, wallet: Wallet) -> int:
    """Ask about up to 20 payments that are due. Returns how many."""
    claimed = claim(db, _PAYMENTS_DUE)
    if claimed:
        inquire(db, wallet, claimed)
    return len(claimed)


def inquire_soon(db: Database, wallet: Wallet, payment_id: int) -> None:
    """Ask about one payment that a hint named, unless somebody is asking already (they will see the hint)."""
    claimed = claim(db, BY_LINK_DUE.only(Payment.id == payment_id))
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
        asked = select(Payment.number).where(Payment.id.in_(payment_ids)).order_by(Payment.id)
        numbers = list(session.scalars(asked))
    try:
        answer = wallet.client.inquiry(numbers)
    except WalletSilent as silence:
        log.warning("inquiry_silent", reason=silence.reason, payments=len(numbers))
        if silence.reason in _UNREADABLE and len(numbers) > 1:
            _inquire_singly(db, wallet, payment_ids)
        else:
            _store_silence(db, payment_ids, silence.hint)
    except WalletRefused as refusal:
        log.error("inquiry_refused", result=refusal.result, message=refusal.message)
        _store_silence(db, payment_ids, f"GET /platform/inquiry {refusal.result} {refusal.message}")
    else:
        for payment_id in payment_ids:
            _store_answer(db, payment_id, answer)


def _inquire_singly(db: Database, wallet: Wallet, payment_ids: Sequence[int]) -> None:
    """As many as the lease has time for; the others fall due again when it ends."""
    end = utc_now() + LEASE / 2
    for payment_id in payment_ids:
        if utc_now() < end:
            inquire(db, wallet, [payment_id])


def _store_answer(db: Database, payment_id: int, answer: Inquiry) -> None:
    """In a transaction of its own: no row can hold up its neighbours, and only one order is ever locked."""
    now = utc_now()
    try:
        with db.write() as session:
            payment = locked_payment(session, payment_id)
            row = answer.transactions.get(payment.number)
            if row is not None:
                payment.silent_since = None
                apply_transaction(session, payment, row, now)
            elif reason := answer.malformed.get(payment.number):
                raise_attention(session, payment, AttentionReason.STATUS_UNKNOWN, reason)
            payment.last_inquiry_at = now
            _plan(session, payment, now)
            if row is None or row.status == PAID:
                _ask_again(payment, now + UNTOLD_STEP)
    except Exception:
        # Its lease ends, and it is asked about again; the log says what has to be mended.
        log.exception("answer_not_stored", payment=payment_id)


def _store_silence(db: Database, payment_ids: Sequence[int], fault: str | None) -> None:
    """Nobody's payment changes by a silence; a fault that names a setting goes to the staff."""
    now = utc_now()
    with db.write() as session:
        if fault:
            raise_integration_fault(session, "GET /platform/inquiry", fault)
        for payment in _locked(session, payment_ids):
            remark_silence(session, payment, now)
            _plan(session, payment, now)
            _ask_again(payment, now + UNANSWERED_STEP)


def _plan(session: Session, payment: Payment, now: datetime) -> None:
    payment.inquiry_count += 1
    let_go(payment, next_inquiry_at(payment, now), now)
    if is_awaited(payment) and now - payment.valid_until > OVERDUE:
        raise_attention(session, payment, AttentionReason.STATUS_UNKNOWN, "valid_time + 1 d")


def _ask_again(payment: Payment, at: datetime) -> None:
    """Only an answer that adds up ends the asking."""
    if payment.next_inquiry_at is None and payment.status is not PaymentStatus.PAID:
        payment.next_inquiry_at = at


def _locked(session: Session, payment_ids: Sequence[int]) -> list[Payment]:
    order_ids = session.scalars(select(Payment.order_id).where(Payment.id.in_(payment_ids)).distinct())
    for order_id in sorted(order_ids):
        lock_order(session, order_id)
    return list(session.scalars(select(Payment).where(Payment.id.in_(payment_ids)).order_by(Payment.id)))
