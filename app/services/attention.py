"""What needs a person: raised by the services, listed and settled by the staff."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from app.db import HOLD, Database, utc_now
from app.models import Attention, AttentionReason, Authorization, Charge, Order, Payment, Refund, record

SYSTEM = "system"
"""Who settled what ended by itself."""

# Built once: every outcome looks whether it ends a matter.
_OPEN = select(Attention).where(
    Attention.subject == bindparam("subject"),
    Attention.reason.in_(bindparam("reasons", expanding=True)),
    Attention.settled_at.is_(None),
)


def raise_attention(
    session: Session, row: Payment | Refund | Authorization, reason: AttentionReason, detail: str = ""
) -> None:
    """Put `row` on the list, once as long as it is open there, and not again for what a person has settled.

    What belongs to a charge is on the list of its order and of its authorization.
    """
    if _open(session, row.number, reason) is None and not _was_settled(session, row.number, reason, detail):
        order_id, authorization_id = _place(row)
        session.add(
            Attention(
                order_id=order_id,
                authorization_id=authorization_id,
                subject=row.number,
                reason=reason,
                detail=detail,
            )
        )
        record(session, row, f"attention_{reason}", detail=detail)


def raise_integration_fault(session: Session, setting: str, detail: str) -> None:
    """Put a fault of our own configuration on the list; it is nobody's order."""
    if _open(session, setting, AttentionReason.INTEGRATION_FAULT) is None:
        # Nothing is locked for it, so two workers may get here at once, and the index lets one of them in.
        with suppress(IntegrityError), session.begin_nested():
            session.add(Attention(subject=setting, reason=AttentionReason.INTEGRATION_FAULT, detail=detail))


def clear_attention(session: Session, row: Payment | Refund | Authorization, *reasons: AttentionReason) -> None:
    """Take `row` off the list because these matters, where they are open, ended by themselves."""
    for attention in session.scalars(_OPEN, {"subject": row.number, "reasons": reasons}).all():
        attention.settled_at = utc_now()
        attention.settled_by = SYSTEM


def list_open_attention(db: Database) -> list[Attention]:
    """Everything that waits for a person, oldest first, with its order and authorization."""
    query = select(Attention).where(Attention.settled_at.is_(None)).order_by(Attention.raised_at, Attention.id)
    with db.read() as session:
        return list(
            session.scalars(query.options(selectinload(Attention.order), selectinload(Attention.authorization)))
        )


def list_reasons(db: Database, order_id: int) -> frozenset[AttentionReason]:
    """Why a person must still look at an order."""
    query = select(Attention.reason).where(Attention.order_id == order_id, Attention.settled_at.is_(None))
    with db.read() as session:
        return frozenset(session.scalars(query))


def count_open_attention(db: Database) -> int:
    """How many things wait for a person."""
    with db.read() as session:
        return session.scalar(select(func.count(Attention.id)).where(Attention.settled_at.is_(None))) or 0


def orders_with_attention(db: Database, order_ids: Sequence[int]) -> set[int]:
    """Which of these orders have something that waits for a person."""
    waiting = select(Attention.order_id).where(Attention.order_id.in_(order_ids), Attention.settled_at.is_(None))
    with db.read() as session:
        return {order_id for order_id in session.scalars(waiting) if order_id is not None}


def settle_attention(db: Database, attention_id: int, *, note: str, staff: str) -> Attention | None:
    """A person has dealt with it and says how. Settling twice keeps the first note; None where there is no such row."""
    with db.write() as session:
        attention = lock_attention(session, attention_id)
        if attention is not None and attention.settled_at is None:
            end_attention(session, attention, note=note, staff=staff)
        return attention


def lock_attention(session: Session, attention_id: int) -> Attention | None:
    """The row, read anew and held; its order first, then its authorization, as everybody does."""
    found = session.execute(
        select(Attention.order_id, Attention.authorization_id).where(Attention.id == attention_id)
    ).first()
    if found is None:
        return None
    if found.order_id:
        session.get(Order, found.order_id, with_for_update=HOLD)
    if found.authorization_id:
        session.get(Authorization, found.authorization_id, with_for_update=HOLD)
    return session.get(Attention, attention_id, with_for_update=HOLD, populate_existing=True)


def end_attention(session: Session, attention: Attention, *, note: str, staff: str) -> None:
    """Take a held row off the list for a person, who says how the matter ended."""
    attention.settled_at, attention.settled_by, attention.settled_note = utc_now(), staff, note
    for row in (attention.order, attention.authorization):
        if row is not None:
            record(session, row, f"settled_{attention.reason}", actor=staff, detail=note)


def _place(row: Payment | Refund | Authorization) -> tuple[int | None, int | None]:
    match row:
        case Authorization():
            return None, row.id
        case Charge():
            return row.order_id, row.authorization_id
        case Payment():
            return row.order_id, None
        case Refund():
            return _place(row.payment)


def _open(session: Session, subject: str, reason: AttentionReason) -> Attention | None:
    return session.scalar(_OPEN, {"subject": subject, "reasons": (reason,)})


def _was_settled(session: Session, subject: str, reason: AttentionReason, detail: str) -> bool:
    by_person = (Attention.settled_by != SYSTEM, Attention.detail == detail)
    query = select(Attention.id).where(Attention.subject == subject, Attention.reason == reason, *by_person)
    return session.scalar(query.limit(1)) is not None
