"""The merchant of the sandbox: its one pair of keys and its stores."""

import json
import secrets
import sqlite3
from dataclasses import dataclass, field
from decimal import Decimal

from app.sandbox.database import recall, remember
from app.sandbox.money import CURRENCIES, TWD, from_minor, to_minor
from app.sandbox.records import Store
from app.sandbox.settings import SandboxSettings
from app.sandbox.times import from_ms, to_ms


@dataclass(frozen=True)
class Merchant:
    """The keys that sign for every store, and the store an integration starts with."""

    store_id: str
    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)


def open_merchant(connection: sqlite3.Connection, settings: SandboxSettings) -> Merchant:
    """Take the keys from the settings, else from an earlier start, else make them up; and keep them."""
    kept = recall(connection, "merchant")
    known = kept if isinstance(kept, dict) else {}
    secret_key = settings.secret_key.get_secret_value() if settings.secret_key else None
    merchant = Merchant(
        store_id=settings.store_id or known.get("store_id") or f"sandbox-{secrets.token_hex(8)}",
        api_key=settings.api_key or known.get("api_key") or secrets.token_hex(32),
        secret_key=secret_key or known.get("secret_key") or secrets.token_urlsafe(64),
    )
    remember(connection, "merchant", vars(merchant))
    make_stores(connection, merchant, settings.cancellation_url)
    return merchant


def make_stores(connection: sqlite3.Connection, merchant: Merchant, cancellation_url: str | None) -> None:
    """Make the stores that are missing: one that takes everything, one that is hard to please.

    The address, if given, becomes the first one's.
    """
    everything = Store(merchant.store_id, "街口沙盒商店 Sandbox Store", tuple(CURRENCIES), False, Decimal(0), None)
    strict = Store("sandbox-identities", "實名沙盒商店 Identity Store", (TWD,), True, Decimal(0), None)
    for store in (everything, strict):
        if find_store(connection, store.store_id) is None:
            save_store(connection, store)
    if cancellation_url:
        given = (cancellation_url, merchant.store_id)
        connection.execute("UPDATE stores SET cancellation_url = ? WHERE store_id = ?", given)


def find_store(connection: sqlite3.Connection, store_id: str) -> Store | None:
    """One store."""
    row = connection.execute("SELECT * FROM stores WHERE store_id = ?", (store_id,)).fetchone()
    return _store(row) if row else None


def list_stores(connection: sqlite3.Connection) -> list[Store]:
    """All stores by id."""
    return [_store(row) for row in connection.execute("SELECT * FROM stores ORDER BY store_id").fetchall()]


def save_store(connection: sqlite3.Connection, store: Store) -> None:
    """Add or replace a store."""
    closed = to_ms(store.books_closed_before) if store.books_closed_before else None
    balance = to_minor(store.balance, TWD)
    connection.execute(
        "INSERT OR REPLACE INTO stores VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            store.store_id,
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
        name=row["name"],
        currencies=tuple(json.loads(row["currencies"])),
        identities_required=bool(row["identities_required"]),
        balance=from_minor(row["balance"], TWD),
        books_closed_before=from_ms(closed) if closed is not None else None,
        cancellation_url=row["cancellation_url"],
        closed=bool(row["closed"]),
    )
