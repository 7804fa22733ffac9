"""Very many orders, in seconds: rows copied from one that a call made, in the database and in the pickle."""

import json
import pickle
import secrets
import sqlite3
from collections.abc import Mapping
from pathlib import Path

# Every second order is paid and told of. Ids are drawn at random, which is the hardest for an index.
_COPIES = """WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < :count)
    INSERT INTO orders SELECT :first + n, o.merchant, lower(hex(randomblob(16))), o.store_id, o.currency, o.total_price,
        o.final_price, o.unredeem, o.valid_time, o.confirm_url, o.result_url, o.result_display_url, o.payment_type,
        o.escrow, o.identities, o.products, printf('%012x', n) || hex(randomblob(128)), o.created_at, o.qr_expires_at,
        CASE n % 2 WHEN 0 THEN 'paid' ELSE 'open' END
    FROM copy, (SELECT * FROM orders LIMIT 1) o"""
_LINKS = "INSERT INTO links SELECT token, merchant, platform_order_id FROM orders WHERE number > :first"
_PAYMENTS = """INSERT INTO payments SELECT merchant, platform_order_id, 'J' || number, created_at, 'balance', 'account',
    NULL, '', final_price, 0, 0, 0 FROM orders WHERE number > :first AND state = 'paid'"""
_DELIVERIES = """INSERT INTO deliveries SELECT NULL, merchant, store_id, 'callback result_url', platform_order_id,
    result_url, CAST('{"transaction":{}}' AS BLOB), created_at, 'delivered', 0, NULL, 0, 0
    FROM orders WHERE number > :first AND state = 'paid'"""


def fill_sandbox(folder: Path, count: int, asked: int) -> list[str]:
    """Copy the one order of a stopped sandbox `count` times; returns the ids of `asked` copies, from all over."""
    connection = sqlite3.connect(folder / "sandbox.sqlite3", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    first = connection.execute("SELECT max(number) FROM orders").fetchone()[0]
    connection.execute("BEGIN")
    for statement in (_COPIES, _LINKS, _PAYMENTS, _DELIVERIES):
        connection.execute(statement, {"count": count, "first": first})
    connection.execute("COMMIT")
    some = connection.execute(
        "SELECT platform_order_id FROM orders WHERE number IN (SELECT :first + 1 + value FROM json_each(:places))",
        # Those that are not paid, like all in an empty sandbox: to tell of a payment is more work.
        {"first": first, "places": json.dumps([secrets.randbelow(count // 2) * 2 for _ in range(asked)])},
    ).fetchall()
    connection.close()
    return [order_id for (order_id,) in some]


def fill_emulator(file: Path, order: Mapping[str, object], count: int) -> None:
    """A pickle of `count` orders, each with values of its own, as they come from the bytes of as many calls."""
    body = json.dumps(order)
    ids = [secrets.token_hex(16) for _ in range(count)]
    orders = {order_id: {**json.loads(body), "platform_order_id": order_id} for order_id in ids}
    file.write_bytes(pickle.dumps(orders, pickle.HIGHEST_PROTOCOL))
