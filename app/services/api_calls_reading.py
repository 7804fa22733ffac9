"""Finding noted calls, and what each is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, defer, selectinload

from app.db import Database
from app.jkopay import Api
from app.models import ApiCall, ApiCallSubject, Authorization, Charge, Direction, Order, Outcome, Payment, Refund

PAGE_SIZE = 50
COUNTED = 1_000
"""More are only said to be more: counting every row at every look would cost more than it tells."""

SEARCHED = 20_000
"""Newest calls in which a text is looked for: SQLite holds up the whole process while it reads."""

NOTIFICATIONS = ("confirm_url", "result_url", "binding result_url", "cancellation")
"""What a received call is called instead of method and path."""

APIS = (*Api, *NOTIFICATIONS)


@dataclass(frozen=True)
class CallFilter:
    """What a list is narrowed to. Empty is everything.

    `number` is of an order, a payment, a refund or an authorization, ours or JKOPay's; `text` is a request id, or looks
    in addresses, codes, messages, causes and digests of the newest `SEARCHED`. `before` is the id of a call: only older
    ones.
    """

    api: str = ""
    outcome: str = ""
    direction: str = ""
    number: str = ""
    text: str = ""
    before: int | None = None


@dataclass(frozen=True)
class CallPage:
    """The newest first. `count` stops at `COUNTED`."""

    calls: Sequence[ApiCall]
    count: int
    older: int | None


@dataclass(frozen=True)
class CallSubjects:
    """Numbers of what a call is about, as far as it is ours."""

    orders: Sequence[str]
    refunds: Sequence[tuple[str, str]]
    authorizations: Sequence[str]


def list_calls(db: Database, wanted: CallFilter) -> CallPage:
    """One page of the calls."""
    with db.read() as session:
        ids = _narrowed(session, wanted)
        count = session.scalar(select(func.count()).select_from(ids.limit(COUNTED).subquery())) or 0
        if wanted.before is not None:
            ids = ids.where(ApiCall.id < wanted.before)
        query = select(ApiCall).where(ApiCall.id.in_(ids.order_by(ApiCall.id.desc()).limit(PAGE_SIZE + 1)))
        without_bytes = (defer(ApiCall.payload), defer(ApiCall.answer), selectinload(ApiCall.subjects))
        calls = session.scalars(query.options(*without_bytes).order_by(ApiCall.id.desc())).all()
    shown = calls[:PAGE_SIZE]
    return CallPage(shown, count, shown[-1].id if len(calls) > PAGE_SIZE else None)


def open_call(db: Database, call_id: int) -> ApiCall | None:
    """One call with its bytes and numbers."""
    with db.read() as session:
        return session.get(ApiCall, call_id, options=[selectinload(ApiCall.subjects)])


def subjects_of(db: Database, call: ApiCall) -> CallSubjects:
    """Our orders, refunds (each with its payment's number) and authorizations that `call` names."""
    numbers = [subject.number for subject in call.subjects]
    orders = select(Order.number).join(Payment, Payment.order_id == Order.id).where(Payment.number.in_(numbers))
    refunds = select(Refund.number, Order.number).join(Payment, Refund.payment_id == Payment.id)
    refunds = refunds.join(Order, Payment.order_id == Order.id).where(Refund.number.in_(numbers))
    named = or_(Authorization.number.in_(numbers), Authorization.auth_no.in_(numbers))
    authorizations = select(Authorization.number).where(named)
    with db.read() as session:
        return CallSubjects(
            session.scalars(orders.distinct().order_by(Order.number)).all(),
            [(refund, order) for refund, order in session.execute(refunds.order_by(Refund.number))],
            session.scalars(authorizations.order_by(Authorization.number)).all(),
        )


def _narrowed(session: Session, wanted: CallFilter) -> Select[int]:
    ids = select(ApiCall.id)
    if wanted.api:
        ids = ids.where(ApiCall.api == wanted.api)
    if wanted.outcome in set(Outcome):
        ids = ids.where(ApiCall.outcome == wanted.outcome)
    if wanted.direction in set(Direction):
        ids = ids.where(ApiCall.direction == wanted.direction)
    if wanted.number:
        numbers = _numbers_behind(session, wanted.number)
        ids = ids.where(ApiCall.id.in_(select(ApiCallSubject.call_id).where(ApiCallSubject.number.in_(numbers))))
    if wanted.text:
        like = f"%{wanted.text.replace('%', '').replace('_', '')}%"
        texts = (ApiCall.address, ApiCall.result, ApiCall.message, ApiCall.cause, ApiCall.digest)
        newest = session.scalar(select(func.max(ApiCall.id))) or 0
        found = and_(ApiCall.id > newest - SEARCHED, or_(*(column.ilike(like) for column in texts)))
        ids = ids.where(or_(ApiCall.request_id == wanted.text, found))
    return ids


def _numbers_behind(session: Session, number: str) -> set[str]:
    """The numbers on the wire that belong to `number`: an order's payments, an authorization's charges and so on."""
    typed = {number, number.upper()}
    named = or_(Authorization.number.in_(typed), Authorization.auth_no.in_(typed))
    authorizations = session.scalars(select(Authorization).where(named)).all()
    ids = [authorization.id for authorization in authorizations]
    of_order = Payment.order_id.in_(select(Order.id).where(Order.number.in_(typed)))
    charges = Payment.id.in_(select(Charge.id).where(Charge.authorization_id.in_(ids)))
    payments = session.scalars(select(Payment.number).where(or_(of_order, charges)))
    jkopays = {authorization.auth_no for authorization in authorizations if authorization.auth_no}
    return {*typed, *payments, *jkopays, *(authorization.number for authorization in authorizations)}
