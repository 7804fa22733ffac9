"""Refunds in the database."""

import sqlite3
from dataclasses import replace

from app.sandbox.authpay_records import Deduction
from app.sandbox.money import TWD, from_minor, to_minor
from app.sandbox.orders import redeemed_of, redeemed_row
from app.sandbox.records import Refund, RefundParts, Sale
from app.sandbox.times import TAIPEI, from_ms, to_ms


def list_refunds(connection: sqlite3.Connection, order: Sale) -> list[Refund]:
    """The refunds of an order of OnlinePay or a deduction, oldest first."""
    rows = connection.execute(
        "SELECT * FROM refunds WHERE merchant = ? AND platform_order_id = ? AND of_deduction = ? ORDER BY number",
        (order.merchant, order.entry.platform_order_id, isinstance(order, Deduction)),
    )
    return [_refund(row, order.entry.currency) for row in rows.fetchall()]


def save_refund(connection: sqlite3.Connection, refund: Refund, order: Sale) -> Refund:
    """Keep a new refund of an order; returns it with its trade number."""
    added = connection.execute(
        "INSERT INTO refunds VALUES (NULL, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
        (
            order.merchant,
            refund.platform_order_id,
            refund.refund_order_id,
            to_ms(refund.refunded_at),
            to_minor(refund.amount, order.entry.currency),
            to_minor(refund.parts.debit, TWD),
            *redeemed_row(refund.parts.redeemed),
            isinstance(order, Deduction),
        ),
    )
    trade_no = f"R{refund.refunded_at.astimezone(TAIPEI):%Y%m%d}{added.lastrowid:011d}"
    connection.execute("UPDATE refunds SET trade_no = ? WHERE number = ?", (trade_no, added.lastrowid))
    return replace(refund, trade_no=trade_no)


def _refund(row: sqlite3.Row, currency: str) -> Refund:
    return Refund(
        platform_order_id=row["platform_order_id"],
        refund_order_id=row["refund_order_id"],
        trade_no=row["trade_no"],
        refunded_at=from_ms(row["refunded_at"]),
        amount=from_minor(row["amount"], currency),
        parts=RefundParts(from_minor(row["debit"], TWD), redeemed_of(row)),
    )
