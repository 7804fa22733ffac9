"""Recognising a magic amount in a call, or in the order or authorization that it is about."""

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.authpay_requests import read_asked_auth_no, read_auth_no
from app.sandbox.database import Database, recall, remember
from app.sandbox.faults import RESULT_CALLBACK, Fault
from app.sandbox.fields import BadFields, load_object
from app.sandbox.magic import HIGHEST, LOWEST, MAGIC_AMOUNTS, Magic
from app.sandbox.money import TWD
from app.sandbox.wire_requests import read_inquiry

_ORDERS = """SELECT platform_order_id AS subject, final_price AS amount FROM orders
    WHERE merchant = ? AND platform_order_id IN (SELECT value FROM json_each(?)) AND currency = 'TWD'
    AND final_price BETWEEN ? AND ?"""
_DEDUCTIONS = """SELECT platform_order_id AS subject, final_price AS amount FROM deductions
    WHERE merchant = ? AND platform_order_id IN (SELECT value FROM json_each(?)) AND final_price BETWEEN ? AND ?"""
# The plus keeps SQLite from going through all of the merchant's.
_AUTHORIZATIONS = """SELECT auth_no AS subject, billing_amount AS amount FROM authorizations
    WHERE +merchant = ? AND auth_no IN (SELECT value FROM json_each(?)) AND billing_amount BETWEEN ? AND ?"""
_MOST_REMEMBERED = 10_000
Deciding = tuple[str, int]


class MagicValues:
    """Answers and faults by magic amounts, until switched off.

    A refusal comes every time. A fault comes with the first call of its API about the same order or authorization
    and not again before a restart, so that a client can be seen to recover; one of a callback comes at every try.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._struck: OrderedDict[tuple[str, int, str], None] = OrderedDict()
        self._enabled = True
        self.load()

    def load(self) -> None:
        """Take up what was kept; the orders may be others now."""
        self._struck.clear()
        with self._database.read() as connection:
            self._enabled = recall(connection, "magic_values") is not False

    @property
    def enabled(self) -> bool:
        return self._enabled

    def enable(self, enabled: bool) -> None:
        """Let magic amounts do what they do, or be ordinary ones; kept over a restart."""
        with self._database.write() as connection:
            remember(connection, "magic_values", enabled)
        self._enabled = enabled

    def reset(self) -> None:
        """As at the first start."""
        self._struck.clear()
        self.enable(True)

    def of_call(self, api: str, merchant: int, payload: bytes) -> Answer | Fault | None:
        """What a correctly signed call brings about, or None."""
        if not self._enabled:
            return None
        for subject, amount in self._deciding(api, merchant, payload):
            magic = MAGIC_AMOUNTS.get((api, amount))
            if magic and self._strikes(magic, merchant, subject):
                return magic.outcome
        return None

    def of_result_callback(self, merchant: int, platform_order_id: str) -> Fault | None:
        """What happens to the call that tells of this order's payment, or None."""
        if not self._enabled:
            return None
        with self._database.read() as connection:
            found = _find(connection, _ORDERS, merchant, [platform_order_id])
        magic = MAGIC_AMOUNTS.get((RESULT_CALLBACK, found[0][1])) if found else None
        return magic.outcome if magic and isinstance(magic.outcome, Fault) else None

    def _strikes(self, magic: Magic, merchant: int, subject: str) -> bool:
        if isinstance(magic.outcome, Answer):
            return True
        key = (magic.api, merchant, subject)
        with self._lock:
            if key in self._struck:
                return False
            self._struck[key] = None
            if len(self._struck) > _MOST_REMEMBERED:
                self._struck.popitem(last=False)
        return True

    def _deciding(self, api: str, merchant: int, payload: bytes) -> list[Deciding]:
        """What the call is about, each with the amount in TWD that decides; nothing if the call cannot be read."""
        try:
            if api in (answers.ENTRY, answers.LIMITED, answers.REGULAR, answers.TRANSACTION):
                return _carried(api, load_object(payload))
            query, subjects = _asked(api, payload)
        except BadFields:
            return []
        with self._database.read() as connection:
            return _find(connection, query, merchant, subjects)


def _carried(api: str, data: Mapping[str, object]) -> list[Deciding]:
    """The amount in the call itself."""
    if api == answers.ENTRY:
        is_twd = data.get("currency") == TWD
        return _decide(data, "platform_order_id", "final_price") if is_twd else []
    if api == answers.TRANSACTION:
        order = data.get("order")
        return _decide(order, "platform_order_id", "final_price") if isinstance(order, dict) else []
    return _decide(data, "platform_authpay_id", "billing_amount")


def _decide(data: Mapping[str, object], subject: str, amount: str) -> list[Deciding]:
    # Numbers of a loaded request are text as they were written.
    written = str(data.get(amount)).partition(".")
    is_whole = written[0].isascii() and written[0].isdigit() and not written[2].strip("0")
    return [(str(data.get(subject)), int(written[0]))] if is_whole and len(written[0]) == len(str(LOWEST)) else []


def _asked(api: str, payload: bytes) -> tuple[str, Sequence[str]]:
    """Where the amount stands, and the ids by which to find it. Raises BadFields."""
    match api:
        case answers.INQUIRY:
            return _ORDERS, read_inquiry(payload)
        case answers.AUTHPAY_INQUIRY:
            return _DEDUCTIONS, read_inquiry(payload)
        case answers.DETAIL:
            return _AUTHORIZATIONS, [read_asked_auth_no(payload)]
        case answers.CANCEL:
            return _AUTHORIZATIONS, [read_auth_no(payload)]
    asked = [str(load_object(payload).get("platform_order_id"))]
    return (_ORDERS if api == answers.REFUND else _DEDUCTIONS), asked


def _find(connection: sqlite3.Connection, query: str, merchant: int, subjects: Sequence[str]) -> list[Deciding]:
    rows = connection.execute(query, (merchant, json.dumps(subjects), LOWEST, HIGHEST))
    return [(row["subject"], row["amount"]) for row in rows.fetchall()]
