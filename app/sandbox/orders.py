"""Orders, links and payments in the database."""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from app.sandbox.money import TWD, from_minor, to_minor
from app.sandbox.records import Entry, Order, OrderState, Payment, Product, Redeemed
from app.sandbox.times import from_ms, to_ms

_SELECT_THESE = """SELECT * FROM orders LEFT JOIN payments USING (merchant, platform_order_id)
    WHERE merchant = ? AND platform_order_id IN (SELECT value FROM json_each(?))"""
_SELECT_RECENT = """SELECT * FROM orders LEFT JOIN payments USING (merchant, platform_order_id)
    ORDER BY number DESC LIMIT ?"""
_SAVE_ENTRY = """INSERT OR REPLACE INTO orders VALUES (
    (SELECT number FROM orders WHERE merchant = :merchant AND platform_order_id = :platform_order_id),
    :merchant, :platform_order_id, :store_id, :currency, :total_price, :final_price, :unredeem, :valid_time,
    :confirm_url, :result_url, :result_display_url, :payment_type, :escrow, :identities, :products,
    :token, :created_at, :qr_expires_at, :state)"""
# Real links can be longer than 255 characters (protocol section 2), so ours are.
_TOKEN_BYTES = 192


def find_order(connection: sqlite3.Connection, merchant: int, platform_order_id: str) -> Order | None:
    """One order by the merchant's id."""
    return next(iter(find_orders(connection, merchant, [platform_order_id])), None)


def find_orders(connection: sqlite3.Connection, merchant: int, ids: Sequence[str]) -> list[Order]:
    """The orders of these ids that the merchant has, in no order."""
    rows = connection.execute(_SELECT_THESE, (merchant, json.dumps(ids)))
    return [_order(row) for row in rows.fetchall()]


def find_linked_order(connection: sqlite3.Connection, token: str) -> Order | None:
    """The order a payment link leads to."""
    row = connection.execute("SELECT * FROM links WHERE token = ?", (token,)).fetchone()
    return find_order(connection, row["merchant"], row["platform_order_id"]) if row else None


def merchants_of_order(connection: sqlite3.Connection, platform_order_id: str) -> list[int]:
    """The numbers of the merchants that have an order of this id."""
    rows = connection.execute(
        """SELECT number FROM merchants WHERE EXISTS
            (SELECT 1 FROM orders WHERE merchant = merchants.number AND platform_order_id = ?)""",
        (platform_order_id,),
    )
    return [row["number"] for row in rows.fetchall()]


def list_recent_orders(connection: sqlite3.Connection, limit: int) -> list[Order]:
    """The newest orders first."""
    rows = connection.execute(_SELECT_RECENT, (limit,))
    return [_order(row) for row in rows.fetchall()]


def save_entry(
    connection: sqlite3.Connection, merchant: int, entry: Entry, now: datetime, qr_expires_at: datetime
) -> str:
    """Keep a new order, or start one over after a failure; returns the token of its new link."""
    token = new_token(now)
    row = _entry_row(entry) | {
        "merchant": merchant,
        "token": token,
        "created_at": to_ms(now),
        "qr_expires_at": to_ms(qr_expires_at),
        "state": OrderState.OPEN,
    }
    connection.execute(_SAVE_ENTRY, row)
    connection.execute("INSERT INTO links VALUES (?, ?, ?)", (token, merchant, entry.platform_order_id))
    return token


def new_token(now: datetime) -> str:
    """The unguessable part of a link. It begins with the time, so that new ones stand together at the end of their
    index: at a million orders, ones spread all over it would cost a page of the disk each.
    """
    return f"{to_ms(now):012x}{secrets.token_urlsafe(_TOKEN_BYTES)}"


def extend_qr(connection: sqlite3.Connection, order: Order, qr_expires_at: datetime) -> None:
    """Move the moment the link dies."""
    connection.execute("UPDATE orders SET qr_expires_at = ? WHERE number = ?", (to_ms(qr_expires_at), order.number))


def end_unpaid_order(connection: sqlite3.Connection, order: Order, state: OrderState) -> bool:
    """Mark an order failed, declined or rejected. False if it is paid, which never goes back."""
    done = connection.execute(
        "UPDATE orders SET state = ? WHERE number = ? AND state != ?", (state, order.number, OrderState.PAID)
    )
    return done.rowcount == 1


def save_payment(connection: sqlite3.Connection, order: Order, payment: Payment) -> None:
    """Mark the order paid, once: a second payment of it raises sqlite3.IntegrityError."""
    connection.execute(
        "INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order.merchant, order.entry.platform_order_id, *payment_row(payment)),
    )
    connection.execute("UPDATE orders SET state = ? WHERE number = ?", (OrderState.PAID, order.number))


def payment_row(payment: Payment) -> tuple[object, ...]:
    """The ten columns of a payment."""
    return (
        payment.trade_no,
        to_ms(payment.paid_at),
        payment.user,
        payment.channel_type,
        payment.mask_no,
        payment.invoice_vehicle,
        to_minor(payment.debit, TWD),
        *redeemed_row(payment.redeemed),
    )


def payment_of(row: sqlite3.Row) -> Payment:
    """The payment of a row."""
    return Payment(
        trade_no=row["trade_no"],
        paid_at=from_ms(row["paid_at"]),
        user=row["user"],
        channel_type=row["channel_type"],
        mask_no=row["mask_no"],
        invoice_vehicle=row["invoice_vehicle"],
        debit=from_minor(row["debit"], TWD),
        redeemed=redeemed_of(row),
    )


def redeemed_row(redeemed: Redeemed) -> tuple[int, int, int]:
    """The three columns of a redeemed amount."""
    parts = (redeemed.coins, redeemed.official_coupon, redeemed.store_coupon)
    coins, official, store = (to_minor(part, TWD) for part in parts)
    return coins, official, store


def redeemed_of(row: sqlite3.Row) -> Redeemed:
    """The redeemed amount of a row."""
    return Redeemed(*(from_minor(row[name], TWD) for name in ("coins", "official_coupon", "store_coupon")))


def _entry_row(entry: Entry) -> dict[str, object]:
    prices = {
        name: to_minor(getattr(entry, name), entry.currency) for name in ("total_price", "final_price", "unredeem")
    }
    return (
        vars(entry)
        | prices
        | {
            "valid_time": to_ms(entry.valid_time) if entry.valid_time else None,
            "identities": json.dumps(entry.identities),
            "products": json.dumps([asdict(product) for product in entry.products]),
        }
    )


def _order(row: sqlite3.Row) -> Order:
    currency = row["currency"]
    entry = Entry(
        platform_order_id=row["platform_order_id"],
        store_id=row["store_id"],
        currency=currency,
        total_price=from_minor(row["total_price"], currency),
        final_price=from_minor(row["final_price"], currency),
        unredeem=from_minor(row["unredeem"], currency),
        valid_time=from_ms(row["valid_time"]) if row["valid_time"] is not None else None,
        confirm_url=row["confirm_url"],
        result_url=row["result_url"],
        result_display_url=row["result_display_url"],
        payment_type=row["payment_type"],
        escrow=bool(row["escrow"]),
        identities=tuple(json.loads(row["identities"])),
        products=tuple(Product(**product) for product in json.loads(row["products"])),
    )
    return Order(
        number=row["number"],
        merchant=row["merchant"],
        entry=entry,
        token=row["token"],
        created_at=from_ms(row["created_at"]),
        qr_expires_at=from_ms(row["qr_expires_at"]),
        state=OrderState(row["state"]),
        payment=payment_of(row) if row["trade_no"] is not None else None,
    )
