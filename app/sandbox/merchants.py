"""Who calls: each merchant with a pair of keys of its own."""

import secrets
import sqlite3
from dataclasses import dataclass, field

from app.sandbox.database import recall, remember
from app.sandbox.settings import SandboxSettings

# The one of the settings; it is always there.
FIRST = 1


class KeyTaken(Exception):
    """An API key is another merchant's already."""


@dataclass(frozen=True)
class Merchant:
    """A merchant. The API key says who calls, the secret key signs its calls and what is told to it."""

    number: int
    name: str
    api_key: str = field(repr=False)
    secret_key: str = field(repr=False)


class Merchants:
    """All merchants, kept in memory because every call asks for one; `load` after a change."""

    def __init__(self) -> None:
        self._by_number: dict[int, Merchant] = {}
        self._by_key: dict[str, Merchant] = {}

    def load(self, connection: sqlite3.Connection) -> None:
        """Read them again."""
        found = [Merchant(**row) for row in connection.execute("SELECT * FROM merchants ORDER BY number").fetchall()]
        self._by_number = {merchant.number: merchant for merchant in found}
        self._by_key = {merchant.api_key: merchant for merchant in found}

    @property
    def first(self) -> Merchant:
        return self._by_number[FIRST]

    def get(self, number: int) -> Merchant | None:
        """The merchant of a number."""
        return self._by_number.get(number)

    def find(self, api_key: str) -> Merchant | None:
        """The merchant of an API key."""
        return self._by_key.get(api_key)

    def all(self) -> list[Merchant]:
        """By number."""
        return list(self._by_number.values())


def open_first_merchant(connection: sqlite3.Connection, settings: SandboxSettings) -> str:
    """Take the first merchant's keys from the settings, else from an earlier start, else make them up; and keep them.

    Returns the id of the store an integration starts with, which comes about in the same way. Raises KeyTaken.
    """
    # A file of the time of one merchant keeps keys and store under one name.
    earlier = recall(connection, "merchant")
    known: dict[str, str] = earlier if isinstance(earlier, dict) else {}
    row = connection.execute("SELECT * FROM merchants WHERE number = ?", (FIRST,)).fetchone()
    if row is not None:
        known = {"name": row["name"], "api_key": row["api_key"], "secret_key": row["secret_key"]}
    secret_key = settings.secret_key.get_secret_value() if settings.secret_key else None
    save_merchant(
        connection,
        Merchant(
            FIRST,
            known.get("name") or "街口沙盒商家 Sandbox Merchant",
            settings.api_key or known.get("api_key") or new_api_key(),
            secret_key or known.get("secret_key") or new_secret_key(),
        ),
    )
    connection.execute("DELETE FROM remembered WHERE name = 'merchant'")
    kept = recall(connection, "first_store_id") or known.get("store_id") or f"sandbox-{secrets.token_hex(8)}"
    store_id = settings.store_id or str(kept)
    remember(connection, "first_store_id", store_id)
    return store_id


def save_merchant(connection: sqlite3.Connection, merchant: Merchant) -> None:
    """Add or replace a merchant.

    Raises KeyTaken.
    """
    try:
        connection.execute(
            """INSERT INTO merchants VALUES (:number, :name, :api_key, :secret_key) ON CONFLICT (number)
               DO UPDATE SET name = excluded.name, api_key = excluded.api_key, secret_key = excluded.secret_key""",
            vars(merchant),
        )
    except sqlite3.IntegrityError as error:
        raise KeyTaken("api_key is another merchant's") from error


def new_api_key() -> str:
    """As long as real ones."""
    return secrets.token_hex(32)


def new_secret_key() -> str:
    """As long as real ones."""
    return secrets.token_urlsafe(64)
