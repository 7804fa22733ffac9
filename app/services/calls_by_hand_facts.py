"""JKOPay's answers as JSON for people and programs at a terminal: no personal data, no empty field, times of Taipei."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.jkopay import (
    Authpay,
    EntryAnswer,
    EntryRequest,
    Inquiry,
    RefundAnswer,
    RefundRecord,
    RefundRequest,
    Transaction,
)
from app.services.numbers import TAIPEI

Facts = dict[str, Any]

_STATUSES = {
    0: "paid",
    1: "payment in progress",
    100: "payment failed",
    101: "not paid yet",
    102: "no such order",
}
"""Statuses of an inquiry: protocol section 3."""


def tell_link(request: EntryRequest, answer: EntryAnswer, trusts: Callable[[str], bool], now: datetime) -> Facts:
    """An order and where it is paid. `link_trusted`: the shop would show this link to a shopper."""
    return _without_empty(
        order_id=request.platform_order_id,
        currency=request.currency,
        amount=_amount(request.final_price),
        valid_until=_time(request.valid_time),
        payment_url=answer.payment_url,
        link_trusted=trusts(answer.payment_url),
        qr_seconds=answer.qr_seconds(now),
    )


def tell_inquiry(answer: Inquiry, order_ids: Sequence[str]) -> Facts:
    """One row for each id asked for, in that order; `unreadable` says why a row cannot be believed."""
    rows: list[Facts] = []
    for order_id in order_ids:
        row = answer.transactions.get(order_id)
        if row is not None:
            rows.append(_row(row))
        else:
            why = answer.malformed.get(order_id, "JKOPay's answer does not mention it")
            rows.append({"order_id": order_id, "unreadable": why})
    return {"orders": rows}


def tell_refund(request: RefundRequest, answer: RefundAnswer) -> Facts:
    """A refund that JKOPay made."""
    return _without_empty(
        order_id=request.platform_order_id,
        refund_id=request.refund_order_id,
        amount=_amount(request.refund_amount),
        currency=request.currency,
        trade_no=answer.refund_trade_no,
        debit_amount=_amount(answer.debit_amount),
        redeem_amount=_amount(answer.redeem_amount),
        refunded_at=_time(answer.refund_time),
    )


def tell_authorization(answer: Authpay) -> Facts:
    """One authorization, without the account of its wallet user."""
    cycle = answer.billing_cycle
    return _without_empty(
        auth_no=answer.auth_no,
        authorization=answer.platform_authpay_id,
        type=answer.type,
        status=answer.status,
        billing_amount=_amount(answer.billing_amount),
        currency=answer.billing_currency,
        cycle=f"{cycle.times} a {cycle.period}" if cycle else None,
    )


def _row(row: Transaction) -> Facts:
    return _without_empty(
        order_id=row.platform_order_id,
        status=row.status,
        means=_STATUSES.get(row.status, "not documented"),
        trade_no=row.trade_no,
        paid_at=_time(row.trans_time),
        currency=row.currency,
        final_price=_amount(row.final_price),
        debit_amount=_amount(row.debit_amount),
        redeem_amount=_amount(row.redeem_amount),
        channel=row.channel_type,
        refunds=[_refund(record) for record in row.refund_history] or None,
    )


def _refund(record: RefundRecord) -> Facts:
    return _without_empty(
        refund_id=record.refund_order_id,
        trade_no=record.refund_trade_no,
        refunded_at=_time(record.time),
        amount=_amount(record.amount),
        debit_amount=_amount(record.debit_amount),
        redeem_amount=_amount(record.redeem_amount),
    )


def _without_empty(**facts: object) -> Facts:
    return {name: value for name, value in facts.items() if value is not None}


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(TAIPEI).isoformat(timespec="seconds")
