"""Takes over the tables of a file that an earlier sandbox made."""

import re
import sqlite3

from app.sandbox.schema import INDEXES, TABLES

_NAME = re.compile(r"CREATE TABLE (\w+)")
# Deliveries did not say whose they were: the order's or authorization's store tells.
_OWN_DELIVERIES = """UPDATE deliveries SET store_id = coalesce(
        (SELECT store_id FROM orders WHERE merchant = 1 AND platform_order_id = deliveries.platform_order_id),
        (SELECT store_id FROM authorizations WHERE merchant = 1 AND platform_authpay_id = deliveries.platform_order_id),
        (SELECT store_id FROM authorizations WHERE auth_no = deliveries.platform_order_id),
        '')"""


def prepare_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, and make those anew that are of another form, with their rows. In the caller's transaction."""
    kept = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    for statement in TABLES:
        name = _table_name(statement)
        if name not in kept:
            connection.execute(statement)
        elif kept[name] != statement:
            _remake(connection, name, statement)
    for statement in INDEXES:
        connection.execute(statement)
    if "deliveries" in kept and "merchants" not in kept:
        connection.execute(_OWN_DELIVERIES)


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The names of a table's columns, in their order."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,)).fetchall()
    return [row["name"] for row in rows]


def _remake(connection: sqlite3.Connection, name: str, statement: str) -> None:
    """Renaming a table renames its counter; the new one goes on counting, for numbers never come back."""
    earlier = f"earlier_{name}"
    connection.execute(f"ALTER TABLE {name} RENAME TO {earlier}")
    connection.execute(statement)
    known = set(columns_of(connection, earlier))
    shared = ", ".join(column for column in columns_of(connection, name) if column in known)
    connection.execute(f"INSERT INTO {name} ({shared}) SELECT {shared} FROM {earlier}")  # noqa: S608 - our own schema
    connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
    connection.execute("UPDATE sqlite_sequence SET name = ? WHERE name = ?", (name, earlier))
    connection.execute(f"DROP TABLE {earlier}")


def _table_name(statement: str) -> str:
    found = _NAME.match(statement)
    if found is None:
        raise ValueError(statement)
    return found.group(1)
