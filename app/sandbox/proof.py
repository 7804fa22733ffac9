"""Whether rows that came from elsewhere are such as a sandbox writes."""

import sqlite3

from app.sandbox.authorizations import list_authorizations
from app.sandbox.authpay_records import DeductionState
from app.sandbox.database import recall
from app.sandbox.deductions import find_deductions
from app.sandbox.delivery_log import list_attempts, list_deliveries
from app.sandbox.merchants import FIRST, Merchants
from app.sandbox.orders import list_recent_orders
from app.sandbox.records import OrderState
from app.sandbox.refunds import list_refunds
from app.sandbox.stores import find_own_store, list_stores
from app.sandbox.switches import Switches
from app.sandbox.wallet_users import WALLET_USERS

_EVERY = -1


def prove_readable(connection: sqlite3.Connection) -> None:
    """Read everything as the sandbox will.

    Raises ValueError, KeyError, TypeError or OverflowError for rows that a sandbox never writes.
    """
    _prove_remembered(connection)
    merchants = Merchants()
    merchants.load(connection)
    if merchants.get(FIRST) is None:
        raise ValueError("the first merchant is missing")
    if find_own_store(connection, FIRST, str(recall(connection, "first_store_id"))) is None:
        raise ValueError("the first store is missing")
    owned = [each.merchant for each in list_stores(connection)]
    for order in list_recent_orders(connection, _EVERY):
        owned.append(order.merchant)
        list_refunds(connection, order)
        _prove_paid(order.entry.platform_order_id, order.state == OrderState.PAID, order.payment)
    _prove_authorizations(connection, owned)
    for delivery in list_deliveries(connection, None, _EVERY):
        delivery.body.decode()
        list_attempts(connection, delivery)
        owned.append(delivery.merchant)
    if unknown := {number for number in owned if merchants.get(number) is None}:
        raise ValueError(f"there is no merchant {min(unknown)}")


def _prove_remembered(connection: sqlite3.Connection) -> None:
    Switches.model_validate(recall(connection, "switches") or {})
    for name in ("clock_offset_seconds", "clock_frozen_at"):
        value = recall(connection, name)
        if not isinstance(value, int | float | None) or abs(value or 0) > 10**13:
            raise ValueError(f"{name} is no time")


def _prove_authorizations(connection: sqlite3.Connection, owned: list[int]) -> None:
    for authorization in list_authorizations(connection):
        owned.append(authorization.merchant)
        if authorization.user is not None and authorization.user not in WALLET_USERS:
            raise ValueError(f"there is no wallet user {authorization.user}")
    rows = connection.execute("SELECT merchant, platform_order_id FROM deductions").fetchall()
    for row in rows:
        for deduction in find_deductions(connection, row["merchant"], [row["platform_order_id"]]):
            owned.append(deduction.merchant)
            list_refunds(connection, deduction)
            _prove_paid(row["platform_order_id"], deduction.state == DeductionState.PAID, deduction.payment)


def _prove_paid(order_id: str, is_paid: bool, payment: object) -> None:
    if is_paid != (payment is not None):
        raise ValueError(f"{order_id} is paid without a payment, or the other way round")
