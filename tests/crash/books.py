"""The shop's side: what is unsettled, whether it agrees with JKOPay's ledger, and the passing of documented waits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Database, utc_now
from app.models import (
    Authorization,
    AuthorizationStatus,
    Charge,
    Order,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    Subscription,
    SubscriptionStatus,
)
from tests.crash.ledger import FarSandbox

_A, _P = AuthorizationStatus, PaymentStatus
_DUE: tuple[
    tuple[type[Payment | Refund | Authorization | Subscription], InstrumentedAttribute[object], ColumnElement[bool]],
    ...,
] = (
    (Payment, Payment.next_inquiry_at, Payment.status.in_([_P.NEW, _P.PENDING])),
    (Refund, Refund.next_attempt_at, Refund.status.in_([RefundStatus.REQUESTED, RefundStatus.UNKNOWN])),
    (Authorization, Authorization.next_inquiry_at, Authorization.status.in_([_A.NEW, _A.PENDING, _A.CANCELLING])),
    (Subscription, Subscription.next_charge_at, Subscription.status == SubscriptionStatus.ACTIVE),
)


class Finding(NamedTuple):
    """What must not be: `kind` is lost, doubled, phantom or stuck."""

    kind: str
    text: str


class Totals(NamedTuple):
    """How many there are: orders in the shop, and what JKOPay did."""

    orders: int
    paid: int
    refunded: int
    bound: int
    cancelled: int


def let_waits_pass(db: Database, *, leases: bool) -> None:
    """Make due what is open and planned for later; with `leases`, also what a dead process held and what is asked about
    every day only.

    Leases of a process that lives are never touched: two would then do the same work at once.
    """
    now = utc_now()
    with db.write() as session:
        for model, due, is_open in _DUE:
            if leases and model is Authorization:
                is_open = or_(is_open, Authorization.status == _A.GRANTED)
            planned = and_(is_open, due.is_not(None), due < now + timedelta(days=2))
            free = or_(model.lease_until.is_(None), model.lease_until <= now)
            wanted = planned if leases else and_(planned, due > now, free)
            values = {due.key: now, "lease_until": None} if leases else {due.key: now}
            session.execute(update(model).where(wanted).values(values))


def find_unsettled(db: Database) -> list[str]:
    """Numbers of what the shop itself does not know the end of, or still has to do. A link nobody paid is settled."""
    is_charge = Payment.kind == "charge"
    asked = [PaymentStatus.NEW, PaymentStatus.PENDING]
    queries = (
        select(Subscription.number).where(
            Subscription.status == SubscriptionStatus.ACTIVE,
            or_(Subscription.next_charge_at <= utc_now(), Subscription.lease_until.is_not(None)),
        ),
        select(Payment.number).where(~is_charge, Payment.status == PaymentStatus.NEW),
        select(Payment.number).where(is_charge, Payment.status.in_(asked)),
        select(Refund.number).where(Refund.status.in_([RefundStatus.REQUESTED, RefundStatus.UNKNOWN])),
        select(Authorization.number).where(
            Authorization.status.in_([AuthorizationStatus.NEW, AuthorizationStatus.CANCELLING])
        ),
    )
    with db.read() as session:
        return [number for query in queries for number in session.scalars(query)]


def count(db: Database, sandbox: FarSandbox) -> Totals:
    """The present totals."""
    with db.read() as session:
        orders = session.scalar(select(func.count(Order.id))) or 0
    standing = list(sandbox.standing().values())
    bound = sum(status != "ungranted" for status in standing)
    return Totals(orders, len(sandbox.paid()), len(sandbox.refunds()), bound, standing.count("cancel"))


def compare(db: Database, sandbox: FarSandbox) -> Iterator[Finding]:
    """Every row of the shop that says otherwise than JKOPay's ledger, and every row of the ledger that has none."""
    with db.read() as session:
        payments = {row.number: row for row in session.scalars(select(Payment))}
        refunds = {row.number: row for row in session.scalars(select(Refund))}
        authorizations = {row.number: row for row in session.scalars(select(Authorization))}
    yield from _compare_payments(payments, sandbox.paid())
    yield from _compare_refunds(refunds, sandbox.refunds())
    yield from _compare_authorizations(authorizations, sandbox.standing())


def _compare_payments(ours: dict[str, Payment], there: dict[str, int]) -> Iterator[Finding]:
    paid_orders: list[int] = []
    for number, amount in there.items():
        row = ours.get(number)
        if row is None:
            yield Finding("doubled", f"{number} was paid, and is no payment of the shop")
        elif row.status is not PaymentStatus.PAID or row.amount != amount:
            yield Finding("lost", f"{number} was paid with {amount}, and is {row.status} with {row.amount}")
        if row is not None:
            paid_orders.append(row.order_id)
    if len(paid_orders) != len(set(paid_orders)):
        yield Finding("doubled", "an order was paid twice")
    for number, row in ours.items():
        if row.status is PaymentStatus.PAID and number not in there:
            kind = "charge" if isinstance(row, Charge) else "payment"
            yield Finding("phantom", f"{kind} {number} is paid, and nobody paid it")


def _compare_refunds(ours: dict[str, Refund], there: list[tuple[str, int]]) -> Iterator[Finding]:
    numbers = [number for number, _ in there]
    if len(numbers) != len(set(numbers)):
        yield Finding("doubled", "a refund was made twice")
    for number, amount in there:
        row = ours.get(number)
        if row is None:
            yield Finding("doubled", f"refund {number} was made, and the shop does not know it")
        elif row.status is not RefundStatus.DONE or row.amount != amount:
            yield Finding("lost", f"refund {number} was made of {amount}, and is {row.status} of {row.amount}")
    for number, row in ours.items():
        if row.status is RefundStatus.DONE and number not in numbers:
            yield Finding("phantom", f"refund {number} is done, and JKOPay made none")


_OURS = {
    "ungranted": (AuthorizationStatus.PENDING, AuthorizationStatus.EXPIRED),
    "granted": (AuthorizationStatus.GRANTED,),
    "cancel": (AuthorizationStatus.CANCELLED,),
}


def _compare_authorizations(ours: dict[str, Authorization], there: dict[str, str]) -> Iterator[Finding]:
    for number in there.keys() - ours.keys():
        yield Finding("doubled", f"authorization {number} exists, and the shop does not know it")
    for number, row in ours.items():
        standing = there.get(number)
        if standing is None or row.status not in _OURS[standing]:
            yield Finding("lost", f"authorization {number} is {row.status} here, and {standing} there")
