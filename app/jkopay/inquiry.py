"""Asking after up to 20 orders at once: protocol section 3."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import checks, fields
from .errors import RequestInvalid
from .transaction import Transaction, read_transaction

MOST_IDS = 20


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What JKOPay says about the orders asked for; an id it did not mention is in neither.

    `malformed` says why the row of an id cannot be trusted: unreadable, or contradicted by another of the same id.
    """

    transactions: dict[str, Transaction]
    malformed: dict[str, str]


def build_inquiry_query(ids: Sequence[str]) -> str:
    """The raw query. Raises `RequestInvalid` for no, repeated or more than 20 ids, or an id of another shape."""
    if isinstance(ids, str) or not 1 <= len(ids) <= MOST_IDS:
        raise RequestInvalid("platform_order_ids", f"must be a list of 1 to {MOST_IDS} ids")
    checked = [checks.check_id("platform_order_ids", platform_order_id) for platform_order_id in ids]
    if len(set(checked)) != len(checked):
        raise RequestInvalid("platform_order_ids", "must not repeat an id")
    return f"platform_order_ids={','.join(checked)}"


def read_inquiry(result_object: dict[str, Any] | None, ids: Sequence[str]) -> Inquiry:
    """Matches rows to the ids asked for, by id. Raises `FieldUnreadable` when there is no list of rows at all."""
    rows = (result_object or {}).get("transactions")
    if not isinstance(rows, list):
        raise fields.FieldUnreadable("transactions: is not a list")
    found: dict[str, Transaction] = {}
    malformed: dict[str, str] = {}
    for row in rows:
        platform_order_id = row.get("platform_order_id") if isinstance(row, dict) else None
        if not isinstance(platform_order_id, str) or platform_order_id not in ids:
            continue
        try:
            transaction = read_transaction(row)
        except fields.FieldUnreadable as error:
            malformed[platform_order_id] = str(error)
        else:
            if found.setdefault(platform_order_id, transaction) != transaction:
                malformed[platform_order_id] = "JKOPay sent two different rows for this id"
    return Inquiry({key: found[key] for key in found if key not in malformed}, malformed)
