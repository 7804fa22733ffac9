"""Rows that say something else than their history and their neighbours do, and a person's explanation of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import HOLD, Database, utc_now
from app.models import Authorization, History, Order, record

SETTLED = "break_settled"


class BreakKind(StrEnum):
    """What does not agree: see `book_checks`, `history_checks` and `forgotten` for each."""

    STATUS = "status"
    HISTORY = "history"
    ORDER_TOTAL = "order_total"
    ORDER_STATUS = "order_status"
    ORDER_PAYMENT = "order_payment"
    PAID_TWICE = "paid_twice"
    CHARGED_TWICE = "charged_twice"
    PAYMENT_AMOUNT = "payment_amount"
    CHARGE_AMOUNT = "charge_amount"
    CHARGE_REQUEST = "charge_request"
    PROOF = "proof"
    DEBIT = "debit"
    REFUNDED = "refunded"
    REFUND_AMOUNT = "refund_amount"
    REFUND_CURRENCY = "refund_currency"
    RESERVED = "reserved"
    TOTAL = "total"
    FORGOTTEN = "forgotten"


_SUMS = (BreakKind.RESERVED, BreakKind.TOTAL)


@dataclass(frozen=True)
class Break:
    """`subject` is the number of a row, the slug of a product or the code of a currency.

    `says` and `should` are a status, a count, smallest units or a column with its time.
    """

    kind: BreakKind
    subject: str
    says: str
    should: str
    order_id: int | None = None
    authorization_id: int | None = None

    @property
    def fingerprint(self) -> str:
        """The same as long as nothing of it changes, so that an explanation is not taken for another difference.

        The figures of a sum change with every sale, so what counts is how far apart they are.
        """
        if self.kind in _SUMS:
            return f"{self.subject} {self.kind}: {int(self.says) - int(self.should):+}"
        return f"{self.subject} {self.kind}: {self.says} → {self.should}"

    @property
    def key(self) -> str:
        """A short name for addresses."""
        return hashlib.sha256(self.fingerprint.encode()).hexdigest()[:16]


def leave_out_settled(session: Session, breaks: Sequence[Break]) -> list[Break]:
    """Those that no person has explained."""
    if not breaks:
        return []
    notes = session.scalars(select(History.detail).where(History.event == SETTLED))
    settled = {note.split("\n", 1)[0] for note in notes}
    return [found for found in breaks if found.fingerprint not in settled]


def settle_break(db: Database, found: Break, *, note: str, staff: str) -> None:
    """Keep a person's reason for a difference; it is not shown again as long as its figures stay the same."""
    detail = f"{found.fingerprint}\n{note}"
    with db.write() as session:
        order = session.get(Order, found.order_id, with_for_update=HOLD) if found.order_id else None
        authorization = (
            session.get(Authorization, found.authorization_id, with_for_update=HOLD)
            if found.authorization_id and order is None
            else None
        )
        row = order or authorization
        if row is None:
            session.add(History(subject=found.subject, event=SETTLED, detail=detail, actor=staff, at=utc_now()))
        else:
            record(session, row, SETTLED, actor=staff, detail=detail)
