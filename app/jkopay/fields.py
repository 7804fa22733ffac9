"""Reading the fields of an answer: strict about what is there, patient about what is missing.

Protocol section 3: an optional field may be missing, null or an empty text. Each reader returns None then and
raises `FieldUnreadable` for anything that is there and is not what is documented.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from . import wire

_T = TypeVar("_T")

_NAMES = {bool: "a boolean", dict: "an object", list: "a list", str: "a text"}


class FieldUnreadable(ValueError):
    """A field holds what is not documented for it; the text names the field, never the value."""


def _read(source: Mapping[str, Any], name: str, reader: Callable[[Any], _T]) -> _T | None:
    value = source.get(name)
    if value is None or value == "":
        return None
    try:
        return reader(value)
    except ValueError as error:
        raise FieldUnreadable(f"{name}: {error}") from None


def _require(kind: type[_T], value: Any) -> _T:
    if type(value) is not kind:
        raise ValueError(f"is not {_NAMES[kind]}")
    return value


def read_text(source: Mapping[str, Any], name: str) -> str | None:
    return _read(source, name, lambda value: _require(str, value))


def read_amount(source: Mapping[str, Any], name: str) -> Decimal | None:
    return _read(source, name, wire.read_amount)


def read_time(source: Mapping[str, Any], name: str) -> datetime | None:
    """Aware UTC."""
    return _read(source, name, wire.read_time)


def read_object(source: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    return _read(source, name, lambda value: _require(dict, value))


def read_objects(source: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects; missing is empty."""
    items = _read(source, name, lambda value: _require(list, value)) or []
    if not all(isinstance(item, dict) for item in items):
        raise FieldUnreadable(f"{name}: holds what is not an object")
    return items


def require_storable(source: dict[str, Any]) -> dict[str, Any]:
    """The object itself, when every text in it can be kept by any database."""
    if not wire.is_storable(source):
        raise FieldUnreadable("a text holds what is not a character")
    return source
