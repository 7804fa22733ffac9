"""The documented answers, each with the function that brings it about."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.wire import Wire

Answer = dict[str, Any]
DAY = 24 * 3600


class Documented(NamedTuple):
    """One row of the published tables, spelling included; the message `*` is dynamic text."""

    api: str
    result: str
    message: str | None


Cause = Callable[[AuthpayWire], Answer]
CAUSES: dict[Documented, Cause] = {}


def documented_answers() -> list[Documented]:
    """The committed table, in its order (seeds onlinepay-response-codes and authorized-payment-response-codes)."""
    with (Path(__file__).parent / "response-codes.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Documented(row["api"], row["result"], row["message"] or None) for row in rows]


def cause(api: str, result: str, message: str | None) -> Callable[[Cause], None]:
    """Keep a function as the cause of a documented answer."""

    def note(make: Cause) -> None:
        CAUSES[Documented(api, result, message)] = make

    return note


def call_without_fields(api: str, wire: Wire) -> Answer:
    """A signed call that asks for nothing: *Bad request*, unless something is planned."""
    method, path = api.split()
    answer: Answer = (wire.post(path, b"{}") if method == "POST" else wire.get(path, "a=b")).json()
    return answer


def break_the_database(wire: Wire, *tables: str) -> None:
    """Take away what the sandbox works with."""
    with wire.sandbox.app.extensions["sandbox"].database.write() as connection:
        for table in tables:
            connection.execute(f"DROP TABLE {table}")
