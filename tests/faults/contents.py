"""What an answer of the right form can say wrongly. Each change is made to the parsed answer about `number`."""

import copy
from collections.abc import Callable
from typing import Any

Envelope = dict[str, Any]
Change = Callable[[Envelope, str], object]
# What one call answers with is known by: the row of an inquiry, a link, a number.
_IDS = ("platform_order_id", "payment_url", "authpay_url", "auth_no", "refund_tradeNo")
_AMOUNTS = ("final_price", "billing_amount", "debit_amount", "qr_timeout")
BARE = "<bare>"
"""Around a text that stands in the answer as it is, without its quotes."""

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def omit_id(envelope: Envelope, number: str) -> None:
    """A row of many goes missing whole; of one, what it is known by."""
    rows, row = _rows(envelope), _about(envelope, number)
    if rows is not None:
        rows.remove(row)
    else:
        del row[_name(row, _IDS)]


def name_another(envelope: Envelope, number: str) -> None:
    """The answer is about something else."""
    row = _about(envelope, number)
    name = _name(row, _IDS)
    row[name] = "https://pay.elsewhere.example/" if name.endswith("_url") else "somebody-else"


def add_a_stranger(envelope: Envelope, number: str) -> None:
    """A paid order nobody asked about stands first."""
    rows = _rows(envelope)
    assert rows is not None
    rows.insert(0, {**_about(envelope, number), "platform_order_id": "somebody-else"})


def repeat(envelope: Envelope, number: str) -> None:
    rows = _rows(envelope)
    assert rows is not None
    rows.append(copy.deepcopy(_about(envelope, number)))


def contradict(envelope: Envelope, number: str) -> None:
    """The id stands there twice, paid and not paid."""
    rows = _rows(envelope)
    assert rows is not None
    rows.insert(0, {"platform_order_id": number, "status": 101})


def reverse(envelope: Envelope, number: str) -> None:
    rows = _rows(envelope)
    assert rows is not None
    assert len(rows) > 1
    rows.reverse()


def add_to_amount(by: int) -> Change:
    """An amount that is not the one asked for, in the form it came in."""

    def change(envelope: Envelope, number: str) -> None:
        row = _about(envelope, number)
        name = _name(row, _AMOUNTS)
        row[name] = type(row[name])(int(row[name]) + by)

    return change


def write_full_width(envelope: Envelope, number: str) -> None:
    """The right amount in digits of the wrong alphabet: Python's `int` reads them."""
    row = _about(envelope, number)
    name = _name(row, _AMOUNTS)
    row[name] = str(row[name]).translate(_FULL_WIDTH)


def write_exponent(envelope: Envelope, number: str) -> None:
    """The right amount as `2200e-1`, a text or a number as it came: Python's `Decimal` reads it."""
    row = _about(envelope, number)
    name = _name(row, _AMOUNTS)
    written = f"{int(row[name])}0e-1"
    row[name] = written if isinstance(row[name], str) else f"{BARE}{written}{BARE}"


def change_currency(envelope: Envelope, number: str) -> None:
    row = _about(envelope, number)
    name = _name(row, ("currency", "billing_currency"))
    row[name] = "JPY"


def say_unpaid(envelope: Envelope, number: str) -> None:
    """`101`, or its like for an authorization: whatever came before."""
    row = _about(envelope, number)
    row["status"] = "ungranted" if "auth_no" in row else 101


def say_something_new(envelope: Envelope, number: str) -> None:
    """A status nobody has documented."""
    row = _about(envelope, number)
    row["status"] = "suspended" if "auth_no" in row else 7


def _rows(envelope: Envelope) -> list[Envelope] | None:
    rows: list[Envelope] | None = envelope["result_object"].get("transactions")
    return rows


def _about(envelope: Envelope, number: str) -> Envelope:
    rows = _rows(envelope)
    if rows is not None:
        return next(row for row in rows if row["platform_order_id"] == number)
    found: Envelope = envelope["result_object"].get("authpay", envelope["result_object"])
    return found


def _name(row: Envelope, names: tuple[str, ...]) -> str:
    return next(name for name in names if name in row)
