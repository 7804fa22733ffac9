"""Callbacks in the database: what is to be sent, what was sent, and how it was answered."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.sandbox.callbacks import CallbackAnswer
from app.sandbox.rules import retry_delay
from app.sandbox.times import from_ms, to_ms


class DeliveryState(StrEnum):
    """`confirming` is a confirm_url while the shopper waits: sent by the payment, not by the worker."""

    CONFIRMING = "confirming"
    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class Attempt:
    """One call made. `status` is None when nothing came back."""

    tried_at: datetime
    digest: str | None
    status: int | None
    answer: bytes
    problem: str | None
    milliseconds: int


@dataclass(frozen=True)
class Message:
    """What a merchant is told, about an order or an authorization of a store."""

    callback: str
    merchant: int
    store_id: str
    platform_order_id: str
    url: str
    body: bytes


@dataclass(frozen=True)
class Delivery(Message):
    """One callback. `spared` means that a fault was applied to its coming try already."""

    number: int
    created_at: datetime
    state: DeliveryState
    failed_tries: int
    next_at: datetime | None
    spared: bool


def add_delivery(connection: sqlite3.Connection, state: DeliveryState, message: Message, now: datetime) -> Delivery:
    """Keep a callback, due now."""
    rows = connection.execute(
        """INSERT INTO deliveries VALUES (NULL, :merchant, :store_id, :callback, :platform_order_id, :url, :body, :now,
           :state, 0, :now, 0, 0) RETURNING *""",
        vars(message) | {"state": state, "now": to_ms(now)},
    )
    return _delivery(rows.fetchall()[0])


def claim_due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Delivery]:
    """Take up to `limit` due callbacks; they are being sent from now on."""
    rows = connection.execute(
        """UPDATE deliveries SET state = 'sending' WHERE number IN (
            SELECT number FROM deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at LIMIT ?
        ) RETURNING *""",
        (to_ms(now), limit),
    )
    return sorted((_delivery(row) for row in rows.fetchall()), key=lambda delivery: delivery.number)


def next_due(connection: sqlite3.Connection) -> datetime | None:
    """When the next callback is due."""
    row = connection.execute("SELECT min(next_at) AS at FROM deliveries WHERE state = 'waiting'").fetchone()
    return from_ms(row["at"]) if row["at"] is not None else None


def release_claims(connection: sqlite3.Connection) -> None:
    """What an earlier process was sending when it ended is sent again."""
    connection.execute("UPDATE deliveries SET state = 'waiting' WHERE state = 'sending'")


def log_attempt(connection: sqlite3.Connection, number: int, now: datetime, answer: CallbackAnswer) -> None:
    """Keep one call and its answer, unless the sandbox was emptied meanwhile."""
    values = (answer.digest, answer.status, answer.answer, answer.problem, answer.milliseconds)
    connection.execute(
        """INSERT INTO attempts SELECT NULL, number, ?, ?, ?, ?, ?, ? FROM deliveries WHERE number = ?""",
        (to_ms(now), *values, number),
    )


def end_delivery(connection: sqlite3.Connection, number: int, state: DeliveryState) -> None:
    """The merchant has it, or nothing more is tried."""
    connection.execute("UPDATE deliveries SET state = ?, next_at = NULL WHERE number = ?", (state, number))


def schedule_retry(connection: sqlite3.Connection, delivery: Delivery, now: datetime, *, is_retried: bool) -> None:
    """Plan the next try of a callback that failed, or give up after the last: the first if it is not retried."""
    failed_tries = delivery.failed_tries + 1
    delay = retry_delay(failed_tries) if is_retried else None
    state = DeliveryState.WAITING if delay else DeliveryState.GIVEN_UP
    connection.execute(
        """UPDATE deliveries SET state = ?, failed_tries = ?, next_at = ?, spared = 0
           WHERE number = ? AND state != 'delivered'""",
        (state, failed_tries, to_ms(now + delay) if delay else None, delivery.number),
    )


def postpone(connection: sqlite3.Connection, delivery: Delivery, until: datetime, *, held: bool) -> None:
    """Send it later: at a time, or if `held` as soon as another one was delivered."""
    connection.execute(
        "UPDATE deliveries SET state = 'waiting', next_at = ?, spared = 1, held = ? WHERE number = ?",
        (to_ms(until), held, delivery.number),
    )


def release_held(connection: sqlite3.Connection, now: datetime) -> None:
    """Another callback went through: what was held back for it is due."""
    connection.execute("UPDATE deliveries SET next_at = ?, held = 0 WHERE held = 1", (to_ms(now),))


def find_delivery(connection: sqlite3.Connection, number: int) -> Delivery | None:
    """One callback."""
    row = connection.execute("SELECT * FROM deliveries WHERE number = ?", (number,)).fetchone()
    return _delivery(row) if row else None


def list_deliveries(connection: sqlite3.Connection, order_id: str | None, limit: int) -> list[Delivery]:
    """The newest callbacks, of all orders or one, oldest first."""
    of_order = "" if order_id is None else "WHERE platform_order_id = :order_id"
    rows = connection.execute(
        f"SELECT * FROM deliveries {of_order} ORDER BY number DESC LIMIT :limit",  # noqa: S608 - two texts of our own
        {"order_id": order_id, "limit": limit},
    )
    return [_delivery(row) for row in rows.fetchall()][::-1]


def list_attempts(connection: sqlite3.Connection, delivery: Delivery) -> list[Attempt]:
    """The calls made of a callback, oldest first."""
    rows = connection.execute("SELECT * FROM attempts WHERE delivery = ? ORDER BY number", (delivery.number,))
    return [
        Attempt(
            from_ms(row["tried_at"]),
            row["digest"],
            row["status"],
            row["answer"],
            row["problem"],
            row["milliseconds"],
        )
        for row in rows.fetchall()
    ]


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        number=row["number"],
        merchant=row["merchant"],
        store_id=row["store_id"],
        callback=row["callback"],
        platform_order_id=row["platform_order_id"],
        url=row["url"],
        body=row["body"],
        created_at=from_ms(row["created_at"]),
        state=DeliveryState(row["state"]),
        failed_tries=row["failed_tries"],
        next_at=from_ms(row["next_at"]) if row["next_at"] is not None else None,
        spared=bool(row["spared"]),
    )
