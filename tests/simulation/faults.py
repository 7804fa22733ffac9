"""What can go wrong with one call, and how often it does in one schedule."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

CHARGE = "POST /platform/authpay/transaction"


class Fate(StrEnum):
    """What becomes of a call."""

    FINE = "fine"
    NOT_SENT = "not sent"
    SILENT_BEFORE = "silence before it was processed"
    SILENT_AFTER = "silence after it was processed"
    LATE = "silence, and processed late"
    BROKEN_BEFORE = "500 before it was processed"
    BROKEN_AFTER = "500 after it was processed"
    MOVED = "302"
    GARBAGE = "processed, and garbage for an answer"
    BUSY_BEFORE = "999 before it was processed"
    BUSY_AFTER = "999 after it was processed"
    TAMPERED = "processed, and a wrong answer"
    UNSETTLED = "success that says nothing of the money, before it was processed"
    KILLED_BEFORE = "the caller killed before it"
    KILLED_AFTER = "the caller killed after it"
    KILLED_LATE = "the caller killed, and processed late"


ARRIVES = frozenset(
    {Fate.FINE, Fate.SILENT_AFTER, Fate.BROKEN_AFTER, Fate.GARBAGE, Fate.BUSY_AFTER, Fate.TAMPERED, Fate.KILLED_AFTER}
)
"""Processed at once."""

# Silences in which the money moved, and wrong answers to questions, are where shops go wrong.
_FAULTS: Mapping[Fate, int] = {
    **{fate: 1 for fate in Fate if fate not in (Fate.FINE, Fate.UNSETTLED)},
    Fate.SILENT_BEFORE: 2,
    Fate.SILENT_AFTER: 4,
    Fate.LATE: 4,
    Fate.GARBAGE: 2,
}
_FAULTS_OF_CHARGES: Mapping[Fate, int] = {**_FAULTS, Fate.GARBAGE: 4, Fate.UNSETTLED: 3}
_FAULTS_OF_QUESTIONS: Mapping[Fate, int] = {
    **{fate: 1 for fate in _FAULTS if fate not in (Fate.LATE, Fate.KILLED_LATE)},
    Fate.TAMPERED: 12,
}


@dataclass(frozen=True)
class Weather:
    """Chances, from 0 to 1, of one schedule: of a fault at a call, of a kill at a commit, of a callback that is lost,
    of somebody else acting in the middle of a call, and of an inquiry that is behind JKOPay's own books."""

    fault: float
    kill: float
    lost_callback: float
    bystander: float
    lag: float = 0


CALM = Weather(0, 0, 0, 0)


def draw_weather(rng: random.Random) -> Weather:
    """The weather of a schedule."""
    return Weather(
        fault=rng.choice((0.05, 0.3, 0.45, 0.6)),
        kill=rng.choice((0.0, 0.0, 0.05, 0.1)),
        lost_callback=rng.choice((0.0, 0.3, 1.0)),
        bystander=rng.choice((0.0, 0.2, 0.4)),
    )


def draw_fate(rng: random.Random, weather: Weather, api: str) -> Fate:
    """What becomes of the next call of `api`."""
    if rng.random() >= weather.fault:
        return Fate.FINE
    faults = _FAULTS_OF_QUESTIONS if api.startswith("GET") else _FAULTS
    if api == CHARGE:
        faults = _FAULTS_OF_CHARGES
    return rng.choices(list(faults), list(faults.values()))[0]


def in_any_order(rng: random.Random, answer: bytes) -> bytes:
    """The rows of an inquiry come in no documented order."""
    if answer.count(b'"platform_order_id":') < 2 or b'"transactions":' not in answer:
        return answer
    data: dict[str, Any] = json.loads(answer)
    rng.shuffle(data["result_object"]["transactions"])
    return json.dumps(data).encode()


def tamper(rng: random.Random, answer: bytes, deny: Callable[[str], bool]) -> bytes:
    """An answer that is well formed and wrong: a row of an inquiry, or a link on a strange host."""
    data: dict[str, Any] = json.loads(answer)
    if data["result"] != "000":
        return answer
    found = data["result_object"] or {}
    if "payment_url" in found:
        found["payment_url"] = "https://jkopay.example.net/pay"
    elif "authpay_url" in found:
        found["authpay_url"] = "https://jkopay.example.net/bind"
    elif rows := found.get("transactions"):
        _tamper_row(rng, rows, deny)
    return json.dumps(data).encode()


def lag_behind(answer: bytes, deny: Callable[[str], bool]) -> bytes:
    """As `answer`, without the money that JKOPay does not know of yet."""
    if b'"transactions":' not in answer:
        return answer
    data: dict[str, Any] = json.loads(answer)
    found = data["result_object"]
    found["transactions"] = [_not_yet(row, deny) if row["status"] == 0 else row for row in found["transactions"]]
    return json.dumps(data).encode()


def _not_yet(row: dict[str, Any], deny: Callable[[str], bool]) -> dict[str, Any]:
    number = row["platform_order_id"]
    return {"platform_order_id": number, "status": 101} if deny(number) else row


def _tamper_row(rng: random.Random, rows: list[dict[str, Any]], deny: Callable[[str], bool]) -> None:
    """One row is left out, of another amount or currency, or of money that JKOPay does not know of yet, where `deny`
    allows it."""
    row = rng.choice(rows)
    lies = ["left out", "amount", "amount", "currency", "currency"]
    if row["status"] == 0:
        lies += ["not yet"] * 3
    at = rows.index(row)
    match rng.choice(lies):
        case "left out":
            rows.pop(at)
        case "amount":
            _claim_paid(row, "TWD", "1")
        case "currency":
            _claim_paid(row, "JPY", None)
        case "not yet":
            rows[at] = _not_yet(row, deny)


def _claim_paid(row: dict[str, Any], currency: str, amount: str | None) -> None:
    row.update(status=0, tradeNo="J0", currency=currency)
    row["final_price"] = amount or row.get("final_price") or "680"
