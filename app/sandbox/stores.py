"""The stores of the merchants, in the database."""

import json
import sqlite3
from decimal import Decimal

from app.sandbox.merchants import FIRST, KeyTaken
from app.sandbox.money import CURRENCIES, TWD, from_minor, to_minor
from app.sandbox.records import Store
from app.sandbox.times import from_ms, to_ms


def new_store(store_id: str, merchant: int, name: str = "街口沙盒商店 Sandbox Store") -> Store:
    """A store that takes everything."""
    return Store(store_id, merchant, name, tuple(CURRENCIES), False, Decimal(0), None)


def make_first_stores(connection: sqlite3.Connection, first_store_id: str, cancellation_url: str | None) -> None:
    """Make the first merchant's stores that are missing: one that takes everything, one that is hard to please.

    The address, if given, becomes the first one's. Raises KeyTaken for a store of another merchant.
    """
    strict = Store("sandbox-identities", FIRST, "實名沙盒商店 Identity Store", (TWD,), True, Decimal(0), None)
    for store in (new_store(first_store_id, FIRST), strict):
        known = find_store(connection, store.store_id)
        if known is None:
            save_store(connection, store)
        elif known.merchant != FIRST:
            raise KeyTaken(f"store {store.store_id} is another merchant's")
    if cancellation_url:
        given = (cancellation_url, first_store_id)
        connection.execute("UPDATE stores SET cancellation_url = ? WHERE store_id = ?", given)


def find_store(connection: sqlite3.Connection, store_id: str) -> Store | None:
    """One store, whosever it is."""
    row = connection.execute("SELECT * FROM stores WHERE store_id = ?", (store_id,)).fetchone()
    return _store(row) if row else None


def find_own_store(connection: sqlite3.Connection, merchant: int, store_id: str) -> Store | None:
    """One store of the merchant."""
    found = find_store(connection, store_id)
    return found if found and found.merchant == merchant else None


def list_stores(connection: sqlite3.Connection) -> list[Store]:
    """All stores, by merchant and id."""
    return [_store(row) for row in connection.execute("SELECT * FROM stores ORDER BY merchant, store_id").fetchall()]


def save_store(connection: sqlite3.Connection, store: Store) -> None:
    """Add or replace a store."""
    closed = to_ms(store.books_closed_before) if store.books_closed_before else None
    balance = to_minor(store.balance, TWD)
    connection.execute(
        "INSERT OR REPLACE INTO stores VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            store.store_id,
            store.merchant,
            store.name,
            json.dumps(store.currencies),
            store.identities_required,
            balance,
            closed,
            store.cancellation_url,
            store.closed,
        ),
    )


def change_balance(connection: sqlite3.Connection, store_id: str, by: Decimal) -> None:
    """Add to what is not paid out yet, in TWD; a refund takes away."""
    connection.execute("UPDATE stores SET balance = balance + ? WHERE store_id = ?", (to_minor(by, TWD), store_id))


def _store(row: sqlite3.Row) -> Store:
    closed = row["books_closed_before"]
    return Store(
        store_id=row["store_id"],
        merchant=row["merchant"],
        name=row["name"],
        currencies=tuple(json.loads(row["currencies"])),
        identities_required=bool(row["identities_required"]),
        balance=from_minor(row["balance"], TWD),
        books_closed_before=from_ms(closed) if closed is not None else None,
        cancellation_url=row["cancellation_url"],
        closed=bool(row["closed"]),
    )
