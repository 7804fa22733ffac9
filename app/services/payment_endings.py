"""Ending a payment that JKOPay calls paid with another amount than was asked (money rules 3 and 9)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import Transaction
from app.models import Charge, Payment, PaymentStatus, move, record
from app.models.money import AmountInvalid, format_money, to_minor
from app.services.attention import end_attention
from app.services.charges import apply_answer, plan
from app.services.endings import (
    AmountImpossible,
    Decision,
    EndingImpossible,
    Matter,
    MatterChanged,
    ask_about,
    lock_matter,
)
from app.services.inquiry_schedule import next_inquiry_at
from app.services.settlement import apply_transaction, close_order, difference_of
from app.services.wallet import Wallet


def accept_amount(db: Database, wallet: Wallet, decision: Decision) -> Payment:
    """Take what JKOPay says was paid as what was paid: the order is paid, and that money can be given back.

    Raises:
        EndingRejected: one of its kinds. Where JKOPay meanwhile says something else, the matter says that now.
    """
    answer = ask_about(db, wallet, decision)
    now = utc_now()
    with db.write() as session:
        matter = lock_matter(session, decision)
        payment = _payment(matter)
        told = difference_of(payment, answer)
        if told == decision.seen:
            _take(session, matter, payment, answer, decision, now)
            return payment
        matter.attention.detail = told or matter.attention.detail
    raise MatterChanged(payment.number)


def close_unpaid(db: Database, decision: Decision) -> Payment:
    """Nobody paid: another attempt may follow. The shop keeps listening, and believes the right amount if it comes.

    Raises:
        EndingRejected: one of its kinds.
    """
    now = utc_now()
    with db.write() as session:
        matter = lock_matter(session, decision)
        payment = _payment(matter)
        if payment.status in (PaymentStatus.NEW, PaymentStatus.PENDING):
            move(session, payment, PaymentStatus.FAILED, "closed_by_staff", actor=decision.staff, at=now)
            _plan(session, payment, now)
        if payment.order.payment_id == payment.id:
            close_order(session, payment.order, "expired", at=now)
        end_attention(session, matter.attention, note=decision.note, staff=decision.staff)
        return payment


def _payment(matter: Matter) -> Payment:
    if matter.payment is None:
        raise EndingImpossible(matter.attention.subject)
    return matter.payment


def _take(
    session: Session, matter: Matter, payment: Payment, answer: Transaction, decision: Decision, now: datetime
) -> None:
    try:
        minor = to_minor(answer.final_price or Decimal(0), answer.currency or "")
    except AmountInvalid as error:
        raise AmountImpossible(str(error)) from error
    if minor <= 0:
        raise AmountImpossible(f"{answer.final_price}")
    asked = format_money(payment.amount, payment.currency)
    payment.amount, payment.currency = minor, answer.currency or payment.currency
    told = f"{asked} → {format_money(minor, payment.currency)}"
    record(session, payment, "amount_accepted", actor=decision.staff, detail=told, at=now)
    end_attention(session, matter.attention, note=decision.note, staff=decision.staff)
    if isinstance(payment, Charge):
        apply_answer(session, payment, answer, now)
    else:
        apply_transaction(session, payment, answer, now)
    payment.next_inquiry_at = None


def _plan(session: Session, payment: Payment, now: datetime) -> None:
    if isinstance(payment, Charge):
        plan(session, payment, now)
    else:
        payment.next_inquiry_at = next_inquiry_at(payment, now)
