"""What must agree with the history, and with the bytes that went to and came from JKOPay: one pass over each table."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Executable, null, select
from sqlalchemy.orm import Session

from app.models import Authorization, Charge, History, Order, Payment, PaymentStatus, Refund, RefundStatus, Subscription
from app.models.money import AmountInvalid, to_minor
from app.services.book_checks import AMOUNT_ACCEPTED, REFUND_AMOUNT_ACCEPTED, told
from app.services.breaks import Break, BreakKind

Totals = Counter[tuple[str, str]]
"""Smallest units by what (`paid`, `refunded`) and currency."""


def check_statuses(session: Session, rows: Totals, history: Totals) -> Iterator[Break]:
    """Every row is in the status its last event left it in, every event begins where the one before ended, and whatever
    has events has a row.

    Adds up what is paid and refunded, by the rows into `rows`, and by the history into `history`.
    """
    last, torn = _read_history(session)
    gone = set(last)
    for query in _STATUSES:
        for number, status, currency, amount, order_id, authorization_id in session.execute(query):
            gone.discard(number)
            should = last.get(number, "-")
            if status != should:
                yield Break(BreakKind.STATUS, number, status, should, order_id, authorization_id)
            if number in torn:
                yield Break(BreakKind.HISTORY, number, *torn[number], order_id, authorization_id)
            if currency is not None:
                _add(rows, status, currency, amount)
                _add(history, should, currency, amount)
    for number in sorted(gone):
        yield Break(BreakKind.STATUS, number, "-", last[number])


def _read_history(session: Session) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The last status of every subject; and where an event did not begin there, what it says and what it should."""
    last: dict[str, str] = {}
    torn: dict[str, tuple[str, str]] = {}
    events = select(History.subject, History.from_status, History.to_status).where(History.to_status.is_not(None))
    for subject, before, after in session.execute(events.order_by(History.id)):
        if last.get(subject) != before:
            torn[subject] = before or "-", last.get(subject, "-")
        last[subject] = after or "-"
    return last, torn


def check_totals(rows: Totals, history: Totals) -> Iterator[Break]:
    """The sums over all rows are those over all histories."""
    for what, currency in sorted(rows | history):
        says, should = rows[what, currency], history[what, currency]
        if says != should:
            yield Break(BreakKind.TOTAL, f"{what} {currency}", str(says), str(should))


def check_proofs(session: Session) -> Iterator[Break]:
    """Every paid payment has JKOPay's answer, and it tells this payment, amount, currency and deduction.

    What it leaves out of the amount is a person's word, where there is one.
    """
    accepted = set(session.scalars(told(AMOUNT_ACCEPTED)))
    columns = select(
        Payment.number,
        Payment.amount,
        Payment.currency,
        Payment.debit_amount,
        Payment.answer,
        Payment.order_id,
        _AUTHORIZATION_ID,
    )
    for row in session.execute(columns.where(Payment.status == PaymentStatus.PAID)):
        place = (row.order_id, row.authorization_id)
        answer = _parse(row.answer)
        word = (row.amount, row.currency) if row.number in accepted else (None, None)
        says, should = f"{row.amount} {row.currency}", _proved(answer, row.number, *word)
        if says != should:
            yield Break(BreakKind.PROOF, row.number, says, should, *place)
        debit = _minor(answer.get("debit_amount"), "TWD")
        if row.debit_amount != debit:
            yield Break(BreakKind.DEBIT, row.number, _show(row.debit_amount), _show(debit), *place)


def check_requests(session: Session) -> Iterator[Break]:
    """Every refund and charge is of what the bytes that are sent name, and of their amount, unless a person accepted
    another."""
    yield from _check_refund_requests(session)
    yield from _check_charge_requests(session)


def _check_refund_requests(session: Session) -> Iterator[Break]:
    columns = select(
        Refund.number,
        Refund.amount,
        Payment.currency,
        Refund.request_body,
        Payment.number.label("payment"),
        Payment.order_id,
        _AUTHORIZATION_ID,
    ).join(Payment, Payment.id == Refund.payment_id)
    for row in session.execute(columns.where(Refund.number.not_in(told(REFUND_AMOUNT_ACCEPTED)))):
        asked = _parse(row.request_body)
        is_this = (asked.get("platform_order_id"), asked.get("refund_order_id")) == (row.payment, row.number)
        sent = _minor(asked.get("refund_amount"), row.currency) if is_this else None
        if row.amount != sent:
            yield Break(
                BreakKind.REFUND_AMOUNT, row.number, str(row.amount), _show(sent), row.order_id, row.authorization_id
            )


def _check_charge_requests(session: Session) -> Iterator[Break]:
    columns = select(
        Charge.number,
        Charge.amount,
        Charge.currency,
        Charge.request_body,
        Charge.order_id,
        Charge.authorization_id,
        Authorization.auth_no,
    ).join(Authorization, Authorization.id == Charge.authorization_id)
    for row in session.execute(columns.where(Charge.number.not_in(told(AMOUNT_ACCEPTED)))):
        says, should = f"{row.amount} {row.currency}", _asked(_parse(row.request_body), row.auth_no, row.number)
        if says != should:
            yield Break(BreakKind.CHARGE_REQUEST, row.number, says, should, row.order_id, row.authorization_id)


_AUTHORIZATION_ID = Payment.__table__.c.authorization_id
_NO_MONEY = (null().label("currency"), null().label("amount"))
_STATUSES: tuple[Executable, ...] = (
    select(Order.number, Order.status, *_NO_MONEY, Order.id.label("order_id"), null().label("authorization_id")),
    select(Payment.number, Payment.status, Payment.currency, Payment.amount, Payment.order_id, _AUTHORIZATION_ID),
    select(Refund.number, Refund.status, Refund.currency, Refund.amount, Payment.order_id, _AUTHORIZATION_ID).join(
        Payment, Payment.id == Refund.payment_id
    ),
    select(
        Authorization.number,
        Authorization.status,
        *_NO_MONEY,
        null().label("order_id"),
        Authorization.id.label("authorization_id"),
    ),
    select(
        Subscription.number,
        Subscription.status,
        *_NO_MONEY,
        null().label("order_id"),
        Subscription.authorization_id,
    ),
)


def _add(totals: Totals, status: str, currency: str, amount: int) -> None:
    if status == PaymentStatus.PAID:
        totals["paid", currency] += amount
    elif status == RefundStatus.DONE:
        totals["refunded", currency] += amount


def _proved(answer: dict[str, Any], number: str, amount: int | None, currency: str | None) -> str:
    if answer.get("status") != 0 or answer.get("platform_order_id") != number:
        return "-"
    currency, price = answer.get("currency") or currency, answer.get("final_price")
    return f"{_show(amount if price in (None, '') else _minor(price, str(currency)))} {currency}"


def _asked(request: dict[str, Any], auth_no: str | None, number: str) -> str:
    order = request.get("order")
    if not isinstance(order, dict) or (request.get("auth_no"), order.get("platform_order_id")) != (auth_no, number):
        return "-"
    currency = order.get("currency")
    return f"{_show(_minor(order.get('final_price'), str(currency)))} {currency}"


# One decoder for all: `json.loads` with an option makes a new one every time.
_decode = json.JSONDecoder(parse_float=Decimal).decode


def _parse(text: str | bytes | None) -> dict[str, Any]:
    with suppress(ValueError):
        found = _decode(text.decode() if isinstance(text, bytes) else text or "{}")
        if isinstance(found, dict):
            return found
    return {}


def _minor(amount: object, currency: str) -> int | None:
    with suppress(AmountInvalid, InvalidOperation):
        return None if amount in (None, "") else to_minor(Decimal(str(amount)), currency)
    return None


def _show(amount: int | None) -> str:
    return "-" if amount is None else str(amount)
