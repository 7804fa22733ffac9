"""Ending a refund whose row in JKOPay's history names nobody, or names it with another amount (money rule 9)."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import RefundRecord, Transaction
from app.models import AttentionReason, Refund, record
from app.models.money import AmountInvalid, format_money, to_minor
from app.services.attention import clear_attention, end_attention
from app.services.endings import (
    AmountImpossible,
    Decision,
    EndingImpossible,
    Matter,
    MatterChanged,
    ask_about,
    lock_matter,
)
from app.services.refund_recovery import DISOWNED, nameless_rows, row_of, tell_amount, tell_rows
from app.services.refunds import settle_refund
from app.services.settlement import report_foreign_refunds
from app.services.wallet import Wallet


def own_refund(db: Database, wallet: Wallet, decision: Decision) -> Refund:
    """The row in JKOPay's history is this refund: it is done, with the amount the row tells.

    Raises:
        EndingRejected: one of its kinds. Where JKOPay's history now says something else, the matter says that now.
    """
    answer = ask_about(db, wallet, decision)
    now = utc_now()
    with db.write() as session:
        matter = lock_matter(session, decision)
        refund = _refund(matter)
        told, row = _find_row(refund, answer)
        if row is not None and told == decision.seen:
            _settle(session, matter, refund, row, decision, now)
            clear_attention(session, refund.payment, AttentionReason.REFUND_FOREIGN)
            others = tuple(other for other in answer.refund_history if other is not row)
            report_foreign_refunds(session, refund.payment, replace(answer, refund_history=others))
            return refund
        matter.attention.detail = told or matter.attention.detail
    raise MatterChanged(refund.number)


def disown_refund(db: Database, decision: Decision) -> Refund:
    """The rows that name nobody are none of this refund: the shop sends its own number again, or believes its refusal.

    Sending is safe even where the person errs: one number is one refund (protocol section 7).

    Raises:
        EndingRejected: one of its kinds.
    """
    now = utc_now()
    with db.write() as session:
        matter = lock_matter(session, decision)
        refund = _refund(matter)
        record(session, refund, DISOWNED, actor=decision.staff, detail=decision.seen, at=now)
        end_attention(session, matter.attention, note=decision.note, staff=decision.staff)
        if refund.lease_until is None:
            refund.next_attempt_at = now
        return refund


def _refund(matter: Matter) -> Refund:
    if matter.refund is None:
        raise EndingImpossible(matter.attention.subject)
    return matter.refund


def _find_row(refund: Refund, answer: Transaction) -> tuple[str, RefundRecord | None]:
    """What the history now says about `refund`, as a person reads it, and the row that says so."""
    row = row_of(refund, answer)
    if row is not None:
        return tell_amount(refund, row), row
    nameless = nameless_rows(refund, answer)
    return (tell_rows(nameless), nameless[0]) if nameless else ("", None)


def _settle(
    session: Session, matter: Matter, refund: Refund, row: RefundRecord, decision: Decision, now: datetime
) -> None:
    event = "refund_recognised" if row.refund_order_id is None else "refund_amount_accepted"
    if row.amount is not None:
        _take_amount(refund, row.amount)
    record(session, refund, event, actor=decision.staff, detail=decision.seen, at=now)
    end_attention(session, matter.attention, note=decision.note, staff=decision.staff)
    refund.lease_until = None
    settle_refund(session, refund, row, now)


def _take_amount(refund: Refund, amount: Decimal) -> None:
    """The amount that went back, never more than what was paid (money rule 6)."""
    try:
        minor = to_minor(amount, refund.currency)
    except AmountInvalid as error:
        raise AmountImpossible(str(error)) from error
    left = refund.payment.refundable + refund.amount
    if not 0 < minor <= left:
        raise AmountImpossible(f"{amount}, and {format_money(left, refund.currency)} are left")
    refund.amount = minor
