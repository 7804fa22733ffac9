"""Money, time, text and JSON as they stand on the wire: protocol sections 1 to 3."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

_UTC_PLUS_8 = timezone(timedelta(hours=8))
_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]+)?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


class Currency(NamedTuple):
    """Decimals of an amount, and the least price an order may have."""

    digits: int
    minimum: Decimal


# TWD has no documented minimum beyond "> 0"; without decimals that is 1. Digits: protocol section 2.
CURRENCIES = {
    "TWD": Currency(0, Decimal(1)),
    "JPY": Currency(0, Decimal(5)),
    "USD": Currency(2, Decimal("0.02")),
    "CNY": Currency(2, Decimal("0.11")),
    "HKD": Currency(2, Decimal("0.13")),
}


class ExponentNumber(Decimal):
    """A JSON number written with an exponent: exact, but no amount is documented in that form."""


def _read_number(text: str) -> Decimal:
    return ExponentNumber(text) if "e" in text.lower() else Decimal(text)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    built = dict(pairs)
    if len(built) != len(pairs):
        raise ValueError("a name is repeated in an object")
    return built


def read_json(body: bytes) -> Any:
    """Strict JSON in UTF-8: no repeated name, no NaN, no Infinity; fractions become exact Decimals.

    Raises ValueError for everything else, too deep nesting included.
    """
    try:
        return json.loads(
            body.decode(),
            parse_float=_read_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_build_object,
        )
    except RecursionError:
        raise ValueError("nested too deep") from None


def write_json(value: Any) -> str:
    """Compact JSON in which a Decimal is a number with all its digits (a float would round it)."""
    match value:
        case Decimal():
            return format(value, "f")
        case Mapping():
            return "{" + ",".join(f"{write_json(key)}:{write_json(item)}" for key, item in value.items()) + "}"
        case str() | bool() | int() | None:
            return json.dumps(value, ensure_ascii=False)
        case Sequence():
            return "[" + ",".join(map(write_json, value)) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no form on the wire")


def read_amount(value: Any) -> Decimal:
    """An amount, from a JSON number or a plain decimal text (both are documented). Raises ValueError."""
    if type(value) is int or type(value) is Decimal:
        value = format(value, "f") if isinstance(value, Decimal) else str(value)
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError("not an amount")
    return Decimal(value)


def write_amount(amount: Decimal, currency: str) -> Decimal:
    """The amount with exactly the decimals of its currency. Raises ValueError when that would round it."""
    digits = CURRENCIES[currency].digits
    if not amount.is_finite() or amount.adjusted() >= 20 - digits:
        raise ValueError("not an amount of at most 20 digits")
    exact = amount.quantize(Decimal(1).scaleb(-digits))
    if exact != amount:
        raise ValueError(f"{currency} has {digits} decimals")
    return exact


def read_time(value: Any) -> datetime:
    """A UTC+8 text `YYYY-mm-dd HH:MM:SS` as aware UTC. Raises ValueError."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("not a time")
    try:
        return datetime.fromisoformat(value).replace(tzinfo=_UTC_PLUS_8).astimezone(UTC)
    except OverflowError:
        raise ValueError("not a time") from None


def write_time(moment: datetime) -> str:
    """An aware time as UTC+8 text, cut to the second. Raises ValueError for a naive or impossible time."""
    if moment.utcoffset() is None:
        raise ValueError("must carry its time zone")
    try:
        return moment.astimezone(_UTC_PLUS_8).replace(microsecond=0, tzinfo=None).isoformat(" ")
    except OverflowError:
        raise ValueError("out of range") from None


def is_storable(value: Any) -> bool:
    """Whether every text in a JSON value can be kept by any database: no lone surrogate, no NUL."""
    try:
        written = json.dumps(value, ensure_ascii=False, default=str)
        written.encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return "\\u0000" not in written
