"""Ending a payment that JKOPay calls paid with another amount than was asked (money rules 3 and 9)."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import Transaction
from app.models import AttentionReason, Charge, Payment, PaymentStatus, move, record
from app.models.money import AmountInvalid, format_money, to_decimal, to_minor
from app.services.attention import clear_attention, end_attention
from app.services.book_checks import AMOUNT_ACCEPTED
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
from app.services.inquiry_schedule import UNTOLD_STEP, next_inquiry_at
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
            _listen(session, payment, now)
        if payment.order.payment_id == payment.id:
            close_order(session, payment.order, "expired", at=now)
        end_attention(session, matter.attention, note=decision.note, staff=decision.staff)
        clear_attention(session, payment, AttentionReason.STATUS_UNKNOWN)
        return payment


def _payment(matter: Matter) -> Payment:
    if matter.payment is None:
        raise EndingImpossible(matter.attention.subject)
    return matter.payment


def _take(
    session: Session, matter: Matter, payment: Payment, answer: Transaction, decision: Decision, now: datetime
) -> None:
    whole = _complete(answer, payment)
    try:
        minor = to_minor(whole.final_price or Decimal(0), whole.currency or "")
    except AmountInvalid as error:
        raise AmountImpossible(str(error)) from error
    if minor <= 0:
        raise AmountImpossible(f"{answer.final_price}")
    asked = format_money(payment.amount, payment.currency)
    payment.amount, payment.currency = minor, whole.currency or ""
    told = f"{asked} → {format_money(minor, payment.currency)}"
    record(session, payment, AMOUNT_ACCEPTED, actor=decision.staff, detail=told, at=now)
    end_attention(session, matter.attention, note=decision.note, staff=decision.staff)
    if isinstance(payment, Charge):
        apply_answer(session, payment, whole, now)
    else:
        apply_transaction(session, payment, whole, now)
    payment.next_inquiry_at = None


def _complete(answer: Transaction, payment: Payment) -> Transaction:
    """`answer` with what it leaves out of its money as it was asked: every field of it may be missing (protocol section
    3), and then a person's word stands for it. An amount of a currency we did not ask for stays unknown."""
    currency = answer.currency or payment.currency
    price = answer.final_price
    if price is None and currency == payment.currency:
        price = to_decimal(payment.amount, payment.currency)
    return replace(answer, currency=currency, final_price=price)


def _listen(session: Session, payment: Payment, now: datetime) -> None:
    """JKOPay may call it paid with the right amount yet, however long ago it ended."""
    if isinstance(payment, Charge):
        plan(session, payment, now)
    else:
        payment.next_inquiry_at = next_inquiry_at(payment, now)
    if payment.next_inquiry_at is None:
        payment.next_inquiry_at = now + UNTOLD_STEP
