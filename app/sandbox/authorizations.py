"""Authorizations in the database."""

import json
import secrets
import sqlite3
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from app.sandbox.authpay_records import (
    Authorization,
    AuthpayStatus,
    AuthpayType,
    BillingCycle,
    Binding,
    CancelledBy,
    CustomItem,
    Period,
)
from app.sandbox.money import TWD, from_minor, to_minor
from app.sandbox.orders import new_token
from app.sandbox.times import from_ms, to_ms

_SAVE = """INSERT INTO authorizations VALUES (NULL, :merchant, :auth_no, :platform_authpay_id, :type, :authpay_name,
    :store_id, :cancelable, :identities, :billing_amount, :billing_currency, :period, :times, :custom_items,
    :result_url, :result_display_url, :token, :created_at, :qr_expires_at, :status, 0,
    NULL, NULL, NULL, NULL, NULL) RETURNING *"""
# As many digits as the documented example has; 30 are allowed.
_FIRST_AUTH_NO, _AUTH_NOS = 10**17, 9 * 10**17


def find_authorization(connection: sqlite3.Connection, auth_no: str) -> Authorization | None:
    """One authorization by its number, whosever it is."""
    return _first(connection.execute("SELECT * FROM authorizations WHERE auth_no = ?", (auth_no,)))


def find_own_authorization(connection: sqlite3.Connection, merchant: int, auth_no: str) -> Authorization | None:
    """One authorization of the merchant by its number."""
    found = find_authorization(connection, auth_no)
    return found if found and found.merchant == merchant else None


def find_linked_authorization(connection: sqlite3.Connection, token: str) -> Authorization | None:
    """The authorization a binding link leads to."""
    return _first(connection.execute("SELECT * FROM authorizations WHERE token = ?", (token,)))


def find_named_authorization(
    connection: sqlite3.Connection, merchant: int, platform_authpay_id: str
) -> Authorization | None:
    """One authorization by the merchant's id."""
    return _first(
        connection.execute(
            "SELECT * FROM authorizations WHERE merchant = ? AND platform_authpay_id = ?",
            (merchant, platform_authpay_id),
        )
    )


def list_authorizations(connection: sqlite3.Connection, user: str | None = None) -> list[Authorization]:
    """The newest authorizations first, of one wallet user or all of them."""
    of_user = "" if user is None else "WHERE user = ?"
    rows = connection.execute(
        f"SELECT * FROM authorizations {of_user} ORDER BY number DESC",  # noqa: S608 - two texts of our own
        () if user is None else (user,),
    )
    return [_authorization(row) for row in rows.fetchall()]


def save_binding(
    connection: sqlite3.Connection, merchant: int, binding: Binding, now: datetime, qr_expires_at: datetime
) -> Authorization:
    """Keep a new authorization, ungranted."""
    cycle = binding.billing_cycle
    row = vars(binding) | {
        "merchant": merchant,
        "auth_no": str(_FIRST_AUTH_NO + secrets.randbelow(_AUTH_NOS)),
        "identities": json.dumps(binding.identities),
        "billing_amount": to_minor(binding.billing_amount, TWD),
        "period": cycle.period if cycle else None,
        "times": cycle.times if cycle else None,
        "custom_items": json.dumps([asdict(item) for item in binding.custom_items]),
        "token": new_token(now),
        "created_at": to_ms(now),
        "qr_expires_at": to_ms(qr_expires_at),
        "status": AuthpayStatus.UNGRANTED,
    }
    del row["billing_cycle"]
    return _authorization(connection.execute(_SAVE, row).fetchall()[0])


def extend_binding_qr(connection: sqlite3.Connection, auth_no: str, qr_expires_at: datetime) -> None:
    """Move the moment the link dies."""
    connection.execute("UPDATE authorizations SET qr_expires_at = ? WHERE auth_no = ?", (to_ms(qr_expires_at), auth_no))


def save_grant(connection: sqlite3.Connection, auth_no: str, user: str, quota: Decimal, now: datetime) -> Authorization:
    """The wallet user agreed."""
    rows = connection.execute(
        "UPDATE authorizations SET status = ?, user = ?, quota = ?, granted_at = ? WHERE auth_no = ? RETURNING *",
        (AuthpayStatus.GRANTED, user, to_minor(quota, TWD), to_ms(now), auth_no),
    )
    return _authorization(rows.fetchall()[0])


def save_refusal(connection: sqlite3.Connection, auth_no: str) -> bool:
    """The wallet user refused. False if it was answered before, or is unknown."""
    done = connection.execute(
        "UPDATE authorizations SET declined = 1 WHERE auth_no = ? AND status = ? AND NOT declined",
        (auth_no, AuthpayStatus.UNGRANTED),
    )
    return done.rowcount == 1


def save_cancellation(connection: sqlite3.Connection, auth_no: str, by: CancelledBy, now: datetime) -> Authorization:
    """Somebody ended it."""
    rows = connection.execute(
        "UPDATE authorizations SET status = ?, cancelled_by = ?, cancelled_at = ? WHERE auth_no = ? RETURNING *",
        (AuthpayStatus.CANCEL, by, to_ms(now), auth_no),
    )
    return _authorization(rows.fetchall()[0])


def save_user(connection: sqlite3.Connection, auth_no: str, user: str, quota: Decimal | None) -> Authorization | None:
    """Put another wallet, and another quota if given, behind an authorization. None if it is not granted."""
    rows = connection.execute(
        "UPDATE authorizations SET user = ?, quota = coalesce(?, quota) WHERE auth_no = ? AND status = ? RETURNING *",
        (user, None if quota is None else to_minor(quota, TWD), auth_no, AuthpayStatus.GRANTED),
    )
    return _first(rows)


def _first(rows: sqlite3.Cursor) -> Authorization | None:
    found = rows.fetchall()
    return _authorization(found[0]) if found else None


def _authorization(row: sqlite3.Row) -> Authorization:
    return Authorization(
        number=row["number"],
        merchant=row["merchant"],
        auth_no=row["auth_no"],
        binding=_binding(row),
        token=row["token"],
        created_at=from_ms(row["created_at"]),
        qr_expires_at=from_ms(row["qr_expires_at"]),
        status=AuthpayStatus(row["status"]),
        declined=bool(row["declined"]),
        user=row["user"],
        quota=from_minor(row["quota"], TWD) if row["quota"] is not None else None,
        granted_at=_time(row["granted_at"]),
        cancelled_at=_time(row["cancelled_at"]),
        cancelled_by=CancelledBy(row["cancelled_by"]) if row["cancelled_by"] else None,
    )


def _binding(row: sqlite3.Row) -> Binding:
    return Binding(
        type=AuthpayType(row["type"]),
        authpay_name=row["authpay_name"],
        store_id=row["store_id"],
        cancelable=bool(row["cancelable"]),
        platform_authpay_id=row["platform_authpay_id"],
        identities=tuple(json.loads(row["identities"])),
        billing_amount=from_minor(row["billing_amount"], TWD),
        billing_currency=row["billing_currency"],
        billing_cycle=BillingCycle(Period(row["period"]), row["times"]) if row["period"] else None,
        custom_items=tuple(CustomItem(**item) for item in json.loads(row["custom_items"])),
        result_url=row["result_url"],
        result_display_url=row["result_display_url"],
    )


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)
