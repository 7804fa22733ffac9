"""Deductions of authorized payment in the database, apart from the orders of OnlinePay."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from app.sandbox.authpay_records import Deduction, DeductionOrder, DeductionState
from app.sandbox.money import TWD, from_minor, to_minor
from app.sandbox.orders import payment_of, payment_row
from app.sandbox.records import Payment
from app.sandbox.times import from_ms, to_ms

# One that was refused may be sent again, with other values: the last ones count.
_SAVE = """INSERT INTO deductions (merchant, platform_order_id, auth_no, trade_name, currency, total_price, final_price,
        unredeem, created_at, state)
    VALUES (:merchant, :platform_order_id, :auth_no, :trade_name, :currency, :total_price, :final_price, :unredeem,
        :created_at, :state)
    ON CONFLICT (merchant, platform_order_id) DO UPDATE
        SET auth_no = excluded.auth_no, trade_name = excluded.trade_name,
        total_price = excluded.total_price, final_price = excluded.final_price, unredeem = excluded.unredeem,
        created_at = excluded.created_at, state = excluded.state"""
_SAVE_PAYMENT = """UPDATE deductions SET state = ?, trade_no = ?, paid_at = ?, user = ?, channel_type = ?, mask_no = ?,
    invoice_vehicle = ?, debit = ?, coins = ?, official_coupon = ?, store_coupon = ? WHERE number = ?"""


def find_deduction(connection: sqlite3.Connection, merchant: int, platform_order_id: str) -> Deduction | None:
    """One deduction by the merchant's id."""
    return next(iter(find_deductions(connection, merchant, [platform_order_id])), None)


def find_deductions(connection: sqlite3.Connection, merchant: int, ids: Sequence[str]) -> list[Deduction]:
    """The deductions of these ids that the merchant has, in no order."""
    rows = connection.execute(
        "SELECT * FROM deductions WHERE merchant = ? AND platform_order_id IN (SELECT value FROM json_each(?))",
        (merchant, json.dumps(ids)),
    )
    return [_deduction(row) for row in rows.fetchall()]


def list_deductions(connection: sqlite3.Connection, auth_no: str) -> list[Deduction]:
    """The deductions of an authorization, oldest first, unpaid and failed ones among them."""
    rows = connection.execute("SELECT * FROM deductions WHERE auth_no = ? ORDER BY number", (auth_no,))
    return [_deduction(row) for row in rows.fetchall()]


def begin_deduction(connection: sqlite3.Connection, merchant: int, order: DeductionOrder, now: datetime) -> None:
    """Keep a deduction that is in flight from now on."""
    prices = {name: to_minor(getattr(order, name), TWD) for name in ("total_price", "final_price", "unredeem")}
    row = vars(order) | prices | {"merchant": merchant, "created_at": to_ms(now), "state": DeductionState.IN_FLIGHT}
    connection.execute(_SAVE, row)


def end_deduction(connection: sqlite3.Connection, number: int, state: DeductionState) -> None:
    """The money did not move."""
    connection.execute("UPDATE deductions SET state = ? WHERE number = ?", (state, number))


def save_deducted(connection: sqlite3.Connection, number: int, payment: Payment) -> None:
    """The money moved."""
    connection.execute(_SAVE_PAYMENT, (DeductionState.PAID, *payment_row(payment), number))


def release_flights(connection: sqlite3.Connection) -> None:
    """What an earlier process was deducting when it ended is not paid, and may be sent again."""
    connection.execute(
        "UPDATE deductions SET state = ? WHERE state = ?", (DeductionState.UNPAID, DeductionState.IN_FLIGHT)
    )


def _deduction(row: sqlite3.Row) -> Deduction:
    order = DeductionOrder(
        auth_no=row["auth_no"],
        platform_order_id=row["platform_order_id"],
        trade_name=row["trade_name"],
        currency=row["currency"],
        total_price=from_minor(row["total_price"], TWD),
        final_price=from_minor(row["final_price"], TWD),
        unredeem=from_minor(row["unredeem"], TWD),
    )
    return Deduction(
        number=row["number"],
        merchant=row["merchant"],
        entry=order,
        created_at=from_ms(row["created_at"]),
        state=DeductionState(row["state"]),
        payment=payment_of(row) if row["trade_no"] is not None else None,
    )
