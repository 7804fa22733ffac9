"""Matters that neither the shop nor JKOPay's answers can end: what a person may decide about them (money rule 9)."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.db import Database
from app.jkopay import Transaction, WalletRefused, WalletSilent
from app.models import Attention, AttentionReason, Payment, PaymentStatus, Refund, RefundStatus
from app.services.attention import lock_attention, settle_attention
from app.services.refund_recovery import NAMELESS
from app.services.settlement import PAID
from app.services.wallet import Wallet

_DECIDED = (AttentionReason.AMOUNT_DIFFERS, AttentionReason.REFUND_DIFFERS)


class Ending(StrEnum):
    """`accept`: what JKOPay says was paid is what was paid. `close`: nothing was paid. `ours`: the refund in JKOPay's
    history is this one. `not_ours`: it is another, so the shop goes on with its own."""

    ACCEPT = "accept"
    CLOSE = "close"
    OURS = "ours"
    NOT_OURS = "not_ours"


class EndingRejected(Exception):
    """The matter was not ended, and no money was moved or believed."""


class EndingImpossible(EndingRejected):
    """This matter is settled already, or does not end like this."""


class MatterChanged(EndingRejected):
    """JKOPay now says something else than what the person decided about."""


class MatterSilent(EndingRejected):
    """JKOPay did not answer, and without its answer nothing is believed (money rule 3)."""


class AmountImpossible(EndingRejected):
    """The amount JKOPay tells cannot be kept: no currency of the shop's, or more given back than was paid."""


@dataclass(frozen=True)
class Decision:
    """What a person decided, having `seen` what was noted with the matter; `note` is their reason."""

    attention_id: int
    ending: Ending
    seen: str
    note: str
    staff: str


@dataclass(frozen=True)
class Matter:
    """An open attention, the payment it is about (and refund, where it is about one), and how it may end.

    With no `endings` there is nothing to decide: a note settles it.
    """

    attention: Attention
    payment: Payment | None
    refund: Refund | None
    endings: tuple[Ending, ...]


def find_matter(db: Database, attention_id: int) -> Matter | None:
    """The matter, with its order; None where it is settled or there is none."""
    with db.read() as session:
        attention = session.get(
            Attention,
            attention_id,
            options=[selectinload(Attention.order), selectinload(Attention.authorization)],
        )
        return None if attention is None or attention.settled_at is not None else read_matter(session, attention)


def list_matters(db: Database) -> list[Matter]:
    """What is open and only ends by a decision, oldest first, with its order."""
    query = select(Attention).where(Attention.settled_at.is_(None), Attention.reason.in_(_DECIDED))
    with db.read() as session:
        waiting = session.scalars(
            query.options(selectinload(Attention.order)).order_by(Attention.raised_at, Attention.id)
        )
        matters = [read_matter(session, attention) for attention in waiting.all()]
    return [matter for matter in matters if matter.endings]


def settle_by_note(db: Database, attention_id: int, *, note: str, staff: str) -> Attention | None:
    """As `settle_attention`, for what needs no decision.

    Raises:
        EndingImpossible: it ends only by one, and would stay open for ever without.
    """
    matter = find_matter(db, attention_id)
    if matter is not None and matter.endings:
        raise EndingImpossible(matter.attention.subject)
    return settle_attention(db, attention_id, note=note, staff=staff)


def ask_about(db: Database, wallet: Wallet, decision: Decision) -> Transaction:
    """What JKOPay says now about a payment it calls paid: a person's word alone proves nothing (money rule 3).

    Raises:
        EndingImpossible: the matter is settled, or about no payment.
        MatterSilent: no answer.
        MatterChanged: it no longer calls the payment paid.
    """
    matter = find_matter(db, decision.attention_id)
    if matter is None or matter.payment is None:
        raise EndingImpossible(f"attention {decision.attention_id}")
    payment = matter.payment
    try:
        answer = wallet.api_of(payment).inquiry([payment.number]).transactions.get(payment.number)
    except (WalletRefused, WalletSilent) as error:
        raise MatterSilent(payment.number) from error
    if answer is None or answer.status != PAID:
        raise MatterChanged(payment.number)
    return answer


def lock_matter(session: Session, decision: Decision) -> Matter:
    """The matter of `decision` with its rows held, where it still ends like that.

    Raises:
        EndingImpossible: it does not, or is settled.
        MatterChanged: another note stands with it than the person saw.
    """
    attention = lock_attention(session, decision.attention_id)
    if attention is None or attention.settled_at is not None:
        raise EndingImpossible(f"attention {decision.attention_id} is settled")
    matter = read_matter(session, attention)
    if decision.ending not in matter.endings:
        raise EndingImpossible(f"{attention.subject} does not end with {decision.ending}")
    if attention.detail != decision.seen:
        raise MatterChanged(attention.subject)
    return matter


def read_matter(session: Session, attention: Attention) -> Matter:
    """What `attention` is about, and how it may end as its rows stand in this session."""
    if attention.reason is AttentionReason.AMOUNT_DIFFERS:
        payment = session.scalar(_PAYMENT.where(Payment.number == attention.subject))
        return Matter(attention, payment, None, _payment_endings(payment))
    if attention.reason is AttentionReason.REFUND_DIFFERS:
        payment = session.scalar(_PAYMENT.join(Payment.refunds).where(Refund.number == attention.subject))
        refunds = payment.refunds if payment else []
        refund = next((refund for refund in refunds if refund.number == attention.subject), None)
        return Matter(attention, payment, refund, _refund_endings(refund, attention))
    return Matter(attention, None, None, ())


# Whole, because it is read on when its session has ended; anew, because it was read before its order was held.
_PAYMENT = (
    select(Payment)
    .options(selectinload(Payment.order), selectinload(Payment.refunds).immediateload(Refund.payment))
    .execution_options(populate_existing=True)
)


def _payment_endings(payment: Payment | None) -> tuple[Ending, ...]:
    if payment is None or payment.status is PaymentStatus.PAID:
        return ()
    return Ending.ACCEPT, Ending.CLOSE


def _refund_endings(refund: Refund | None, attention: Attention) -> tuple[Ending, ...]:
    if refund is None or refund.status is not RefundStatus.UNKNOWN:
        return ()
    return (Ending.OURS, Ending.NOT_OURS) if attention.detail.startswith(NAMELESS) else (Ending.OURS,)
