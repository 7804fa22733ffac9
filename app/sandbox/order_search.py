"""Finding orders by store, state and part of their id, a page at a time."""

import sqlite3
from dataclasses import dataclass

from app.sandbox.orders import find_order
from app.sandbox.records import Order, OrderState

# However many orders there are, one page looks at no more than these.
_WINDOW = 100_000
_SEARCH = """SELECT number, merchant, platform_order_id FROM orders
    WHERE number < :before AND number >= :after
    AND (:store_id IS NULL OR store_id = :store_id)
    AND (:state IS NULL OR state = :state)
    AND (:text IS NULL OR instr(lower(platform_order_id), lower(:text)) > 0)
    ORDER BY number DESC LIMIT :limit"""


@dataclass(frozen=True)
class OrderSearch:
    """What is looked for; None is anything. `before` is where the page before ended."""

    store_id: str | None = None
    state: OrderState | None = None
    text: str | None = None
    before: int | None = None
    limit: int = 50


@dataclass(frozen=True)
class OrderPage:
    """The newest that fit first. `next_before` is the next page's `before`, None when nothing is left."""

    orders: tuple[Order, ...]
    next_before: int | None


def search_orders(connection: sqlite3.Connection, search: OrderSearch) -> OrderPage:
    """One page. It may be short of `limit`, or empty, and still have a next one: the search goes on from there."""
    before = search.before
    if before is None:
        newest = connection.execute("SELECT max(number) AS number FROM orders").fetchone()["number"]
        before = (newest or 0) + 1
    after = before - _WINDOW
    rows = connection.execute(_SEARCH, vars(search) | {"before": before, "after": after}).fetchall()
    found = [find_order(connection, row["merchant"], row["platform_order_id"]) for row in rows]
    is_full = len(rows) == search.limit
    next_before = rows[-1]["number"] if is_full else after
    return OrderPage(tuple(order for order in found if order), next_before if next_before > 1 else None)
