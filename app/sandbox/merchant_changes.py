"""Adding, changing and removing merchants and their stores while the sandbox runs."""

import secrets
import sqlite3
from dataclasses import replace
from typing import Any

from app.sandbox.merchants import FIRST, Merchant, new_api_key, new_secret_key, save_merchant
from app.sandbox.production import refuse_real_keys
from app.sandbox.records import Store
from app.sandbox.sandbox import Sandbox
from app.sandbox.schema import MERCHANT_DATA
from app.sandbox.stores import find_store, new_store, save_store
from app.sandbox.targets import callback_problem

# Links have a merchant of their own; attempts are found by their delivery.
_OWNED = (*(table for table in MERCHANT_DATA if table != "attempts"), "stores")


class Kept(Exception):
    """It cannot be removed; the text says why."""


def add_merchant(
    sandbox: Sandbox,
    *,
    name: str | None = None,
    api_key: str | None = None,
    secret_key: str | None = None,
    store_id: str | None = None,
) -> Merchant:
    """Add a merchant with one store. What is not given is made up.

    Raises KeyTaken for another merchant's API key, ValueError for a store id in use, ProductionRefused for a key that
    is real.
    """
    api_key, secret_key = api_key or new_api_key(), secret_key or new_secret_key()
    refuse_real_keys((api_key, secret_key))
    with sandbox.database.write() as connection:
        number = _next_number(connection)
        added = Merchant(number, name or f"沙盒商家 {number} Merchant {number}", api_key, secret_key)
        save_merchant(connection, added)
        _save_new(connection, new_store(store_id or _new_store_id(), number))
        sandbox.merchants.load(connection)
    return added


def change_merchant(
    sandbox: Sandbox,
    number: int,
    *,
    name: str | None = None,
    api_key: str | None = None,
    secret_key: str | None = None,
) -> Merchant:
    """Change what is given.

    Raises LookupError for an unknown merchant, KeyTaken for another one's API key, ProductionRefused for a key that
    is real.
    """
    known = _merchant(sandbox, number)
    refuse_real_keys(key for key in (api_key, secret_key) if key)
    changed = Merchant(number, name or known.name, api_key or known.api_key, secret_key or known.secret_key)
    with sandbox.database.write() as connection:
        save_merchant(connection, changed)
        sandbox.merchants.load(connection)
    return changed


def remove_merchant(sandbox: Sandbox, number: int) -> None:
    """Remove a merchant with its stores and everything that happened at them.

    Raises LookupError for an unknown merchant, Kept for the first.
    """
    _merchant(sandbox, number)
    if number == FIRST:
        raise Kept("the first merchant is the one of the settings, and stays")
    with sandbox.database.write() as connection:
        connection.execute(
            "DELETE FROM attempts WHERE delivery IN (SELECT number FROM deliveries WHERE merchant = ?)", (number,)
        )
        for table in _OWNED:
            connection.execute(f"DELETE FROM {table} WHERE merchant = ?", (number,))  # noqa: S608 - our own schema
        connection.execute("DELETE FROM merchants WHERE number = ?", (number,))
        sandbox.merchants.load(connection)


def add_store(sandbox: Sandbox, merchant: int, store_id: str | None, **fields: Any) -> Store:
    """Add a store to a merchant: one that takes everything, but for the given fields of Store.

    Raises LookupError for an unknown merchant, ValueError for a store id in use or an address that is never called.
    """
    _merchant(sandbox, merchant)
    _check_address(sandbox, fields)
    added = replace(new_store(store_id or _new_store_id(), merchant), **fields)
    with sandbox.database.write() as connection:
        _save_new(connection, added)
    return added


def change_store(sandbox: Sandbox, store_id: str, **fields: Any) -> Store:
    """Change the given fields of a store.

    Raises LookupError for an unknown store, ValueError for an address that is never called.
    """
    _check_address(sandbox, fields)
    with sandbox.database.write() as connection:
        changed = replace(_store(connection, store_id), **fields)
        save_store(connection, changed)
    return changed


def remove_store(sandbox: Sandbox, store_id: str) -> None:
    """Remove a store at which nothing happened.

    Raises LookupError for an unknown store, Kept for the first one and for one with orders or authorizations.
    """
    with sandbox.database.write() as connection:
        _store(connection, store_id)
        if store_id == sandbox.first_store_id:
            raise Kept("the first store is the one of the settings, and stays")
        for table in ("orders", "authorizations"):
            used = connection.execute(f"SELECT 1 FROM {table} WHERE store_id = ? LIMIT 1", (store_id,))  # noqa: S608
            if used.fetchone():
                raise Kept(f"the store has {table}: close it instead")
        connection.execute("DELETE FROM stores WHERE store_id = ?", (store_id,))


def _merchant(sandbox: Sandbox, number: int) -> Merchant:
    if found := sandbox.merchants.get(number):
        return found
    raise LookupError(f"there is no merchant {number}")


def _store(connection: sqlite3.Connection, store_id: str) -> Store:
    if found := find_store(connection, store_id):
        return found
    raise LookupError(f"there is no store {store_id}")


def _save_new(connection: sqlite3.Connection, store: Store) -> None:
    if find_store(connection, store.store_id):
        raise ValueError(f"store_id: there is a store {store.store_id} already")
    save_store(connection, store)


def _check_address(sandbox: Sandbox, fields: dict[str, Any]) -> None:
    url = fields.get("cancellation_url")
    if url and (problem := callback_problem(url, https_only=sandbox.switches.https_only_callbacks)):
        raise ValueError(f"cancellation_url: {problem}")


def _next_number(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'merchants'").fetchone()
    return int(row["seq"]) + 1


def _new_store_id() -> str:
    return f"sandbox-{secrets.token_hex(8)}"
