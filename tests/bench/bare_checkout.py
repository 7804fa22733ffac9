"""The ceiling of a checkout: what it cannot do without, and nothing else. Two commits with one signed call between."""

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from app.db import Database
from app.services.numbers import new_token

_TABLES = """
CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT UNIQUE, token TEXT UNIQUE, email TEXT, total INTEGER);
CREATE TABLE lines (id INTEGER PRIMARY KEY, order_id INTEGER, product TEXT, price INTEGER, count INTEGER);
CREATE TABLE payments (id INTEGER PRIMARY KEY, order_id INTEGER, number TEXT UNIQUE, body BLOB, status TEXT, url TEXT);
CREATE TABLE products (slug TEXT PRIMARY KEY, on_hand INTEGER, reserved INTEGER);
INSERT INTO products VALUES ('notebook', 1000000, 0);
"""


class BareCheckout:
    """One connection to a database of its own, one kept connection to the wallet."""

    def __init__(self, path: Path, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._wallet = http.client.HTTPConnection(urlsplit(settings["JKOPAY_BASE_URL"]).netloc, timeout=15)
        self._engine = Database(f"sqlite:///{path}").engine
        # The driver's own connection, opened as the shop opens its own.
        self._cursor = self._engine.raw_connection().cursor()
        self._cursor.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._wallet.close()
        self._engine.dispose()

    def check_out(self) -> None:
        """Commit the intent, call, commit the outcome."""
        number = f"bare-{new_token()}"
        body = self._entry(number)
        execute = self._cursor.execute
        execute("BEGIN IMMEDIATE")
        execute("UPDATE products SET reserved = reserved + 1 WHERE slug = 'notebook' AND on_hand - reserved >= 1")
        order = "INSERT INTO orders (number, token, email, total) VALUES (?, ?, ?, ?)"
        execute(order, (number, new_token(), "ming@example.com", 220))
        order_id = self._cursor.lastrowid
        execute("INSERT INTO lines (order_id, product, price, count) VALUES (?, 'notebook', 220, 1)", (order_id,))
        execute(
            "INSERT INTO payments (order_id, number, body, status) VALUES (?, ?, ?, 'new')", (order_id, number, body)
        )
        execute("COMMIT")
        url = self._call(body)
        execute("BEGIN IMMEDIATE")
        execute("UPDATE payments SET status = 'pending', url = ? WHERE number = ?", (url, number))
        execute("COMMIT")

    def _entry(self, number: str) -> bytes:
        here = self._settings["PUBLIC_URL"]
        fields = {
            "platform_order_id": number,
            "store_id": self._settings["JKOPAY_STORE_ID"],
            "currency": "TWD",
            "total_price": 220,
            "final_price": 220,
            "unredeem": 0,
            "confirm_url": f"{here}/confirm",
            "result_url": f"{here}/result",
            "result_display_url": f"{here}/return",
            "products": [{"name": "筆記本", "unit_count": 1, "unit_price": 220, "unit_final_price": 220}],
        }
        return json.dumps(fields, ensure_ascii=False).encode()

    def _call(self, body: bytes) -> str:
        digest = hmac.new(self._settings["JKOPAY_SECRET_KEY"].encode(), body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "api-key": self._settings["JKOPAY_API_KEY"],
            "digest": digest,
        }
        self._wallet.request("POST", "/platform/entry", body, headers)
        answer = json.loads(self._wallet.getresponse().read())
        assert answer["result"] == "000", answer
        url: str = answer["result_object"]["payment_url"]
        return url
