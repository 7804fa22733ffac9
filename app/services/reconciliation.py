"""Asking JKOPay at once about everything that is open or unknown, and telling what changed by it.

Nothing is sent that the sweeps would not send: the waits are skipped, the leases are respected. A charge that waits for
its time was never sent, so there is nothing to ask; a granted authorization is not open, and has a schedule of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Database, utc_now
from app.models import Authorization, AuthorizationStatus, Charge, Payment, PaymentStatus, Refund, RefundStatus
from app.services.charge_recovery import CHARGES_DUE, resolve_charge
from app.services.details import detail_soon
from app.services.forgotten import plan_again
from app.services.inquiries import BY_LINK_DUE, IDS_A_CALL, inquire
from app.services.leases import claim
from app.services.refund_recovery import REFUNDS_DUE, resolve_refund
from app.services.wallet import Wallet

_Model = type[Payment] | type[Charge] | type[Refund] | type[Authorization]


@dataclass(frozen=True)
class Asked:
    """One row that JKOPay was to be asked about. `was` and `now` are its statuses before and after.

    `is_open`: it still waits for an answer that ends it.
    """

    what: str
    number: str
    was: str
    now: str
    is_open: bool


@dataclass(frozen=True)
class _Kind:
    """`followed` rows have ended and are asked about all the same, because money may come late."""

    what: str
    model: _Model
    due: InstrumentedAttribute[object]
    is_one: ColumnElement[bool]
    opened: frozenset[str]
    followed: ColumnElement[bool]
    ask: Callable[[Database, Wallet, Sequence[int]], None]


def reconcile(db: Database, wallet: Wallet) -> list[Asked]:
    """Ask about every open or unknown row that nobody is asking about already, 20 payments a call.

    What nobody would come back to is made due first, for this and for the sweeps. JKOPay's silence is no error: what it
    does not answer stays open.
    """
    plan_again(db)
    found: list[Asked] = []
    for kind in _KINDS:
        before = _read(db, kind, or_(kind.model.status.in_(kind.opened), kind.followed))
        ids = list(before)
        for start in range(0, len(ids), IDS_A_CALL):
            _make_due(db, kind, ids[start : start + IDS_A_CALL])
            kind.ask(db, wallet, ids[start : start + IDS_A_CALL])
        for start in range(0, len(ids), _READ_AT_ONCE):
            after = _read(db, kind, kind.model.id.in_(ids[start : start + _READ_AT_ONCE]))
            found += [
                Asked(kind.what, number, before[row_id][1], status, status in kind.opened)
                for row_id, (number, status) in after.items()
            ]
    return found


_READ_AT_ONCE = 500


def _read(db: Database, kind: _Kind, wanted: ColumnElement[bool]) -> dict[int, tuple[str, str]]:
    model = kind.model
    with db.read() as session:
        rows = session.execute(
            select(model.id, model.number, model.status).where(kind.is_one, wanted).order_by(model.id)
        )
        return {row.id: (row.number, str(row.status)) for row in rows}


def _make_due(db: Database, kind: _Kind, ids: Sequence[int]) -> None:
    """Skip the wait of rows that nobody holds."""
    now, model = utc_now(), kind.model
    free = or_(model.lease_until.is_(None), model.lease_until <= now)
    with db.write() as session:
        session.execute(
            update(model)
            .where(model.id.in_(ids), free)
            .values({kind.due.key: now})
            .execution_options(synchronize_session=False)
        )


def _ask_payments(db: Database, wallet: Wallet, ids: Sequence[int]) -> None:
    claimed = claim(db, BY_LINK_DUE.only(Payment.id.in_(ids)))
    if claimed:
        inquire(db, wallet, claimed)


def _ask_charges(db: Database, wallet: Wallet, ids: Sequence[int]) -> None:
    for charge_id in ids:
        if claim(db, CHARGES_DUE.only(Charge.id == charge_id, Charge.status != PaymentStatus.NEW)):
            resolve_charge(db, wallet, charge_id)


def _ask_refunds(db: Database, wallet: Wallet, ids: Sequence[int]) -> None:
    for refund_id in ids:
        if claim(db, REFUNDS_DUE.only(Refund.id == refund_id)):
            resolve_refund(db, wallet, refund_id)


def _ask_authorizations(db: Database, wallet: Wallet, ids: Sequence[int]) -> None:
    for authorization_id in ids:
        detail_soon(db, wallet, authorization_id)


_P, _A = PaymentStatus, AuthorizationStatus
_ENDED = (_P.REFUSED, _P.FAILED, _P.EXPIRED)
_KINDS = (
    _Kind(
        "payment",
        Payment,
        Payment.next_inquiry_at,
        Payment.kind == "payment",
        frozenset({_P.NEW, _P.PENDING}),
        Payment.status.in_(_ENDED) & Payment.next_inquiry_at.is_not(None),
        _ask_payments,
    ),
    _Kind(
        "charge",
        Charge,
        Charge.next_inquiry_at,
        Charge.kind == "charge",
        frozenset({_P.PENDING}),
        Charge.status.in_(_ENDED) & Charge.next_inquiry_at.is_not(None),
        _ask_charges,
    ),
    _Kind(
        "refund",
        Refund,
        Refund.next_attempt_at,
        Refund.id.is_not(None),
        frozenset({RefundStatus.REQUESTED, RefundStatus.UNKNOWN}),
        Refund.next_attempt_at.is_not(None),
        _ask_refunds,
    ),
    _Kind(
        "authorization",
        Authorization,
        Authorization.next_inquiry_at,
        Authorization.id.is_not(None),
        frozenset({_A.NEW, _A.PENDING, _A.CANCELLING}),
        Authorization.status.in_((_A.REFUSED, _A.EXPIRED)) & Authorization.next_inquiry_at.is_not(None),
        _ask_authorizations,
    ),
)
