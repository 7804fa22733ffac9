"""Reading a JSON request field by field, strictly, collecting everything that is wrong with it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from app.sandbox.times import from_wire

# The documentation allows 20 digits. Nobody pays 10^12 of anything, and below it every amount is exact in a
# database integer and in a JSON number.
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,8})?", re.ASCII)


class BadFields(Exception):
    """A request that cannot be read. `problems` says which fields and why."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


class NumberText(str):
    """A JSON number as it was written."""

    __slots__ = ()


def load_object(raw: bytes) -> dict[str, object]:
    """Read a JSON object in UTF-8.

    Raises BadFields for anything else.
    """
    try:
        data = json.loads(raw.decode(), parse_int=NumberText, parse_float=NumberText, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadFields({"body": "is not JSON"}) from None
    if not isinstance(data, dict):
        raise BadFields({"body": "is not a JSON object"})
    return data


class FieldReader:
    """Reads the fields of one object; `finish` raises BadFields if any was wrong.

    A field that is null or an empty string counts as missing.
    """

    def __init__(self, data: Mapping[str, object], where: str = "") -> None:
        self._data = data
        self._where = where
        self.problems: dict[str, str] = {}

    def text(self, name: str, longest: int, default: str | None = None) -> str:
        """A string; required unless a default is given."""
        value = self._data.get(name)
        if value in (None, ""):
            return self._missing(name) if default is None else default
        if isinstance(value, NumberText) or not isinstance(value, str):
            return self._wrong(name, "must be a string")
        if len(value) > longest:
            return self._wrong(name, f"is longer than {longest}")
        return value

    def amount(self, name: str, default: Decimal | None = None, *, positive: bool = True) -> Decimal:
        """A plain decimal, as a number or a string; required unless a default is given."""
        value = self._data.get(name)
        if value in (None, "") and default is not None:
            return default
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            self._wrong(name, "is required" if value in (None, "") else "must be a plain decimal amount")
            return Decimal(1)
        if positive and Decimal(value) == 0:
            self._wrong(name, "must be greater than 0")
        return Decimal(value)

    def count(self, name: str, default: int | None = None) -> int:
        """A whole number of 1 or more; required unless a default is given."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, NumberText) or not re.fullmatch(r"[1-9][0-9]{0,8}", value):
            self._wrong(name, "must be a whole number of 1 or more")
            return 1
        return int(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A JSON true or false, the default when missing."""
        value = self._data.get(name)
        if value is not None and not isinstance(value, bool):
            self._wrong(name, "must be true or false")
        return default if value is None else value is True

    def time(self, name: str) -> datetime | None:
        """A time of UTC+8, None when missing."""
        value = self.text(name, 19, default="")
        try:
            return from_wire(value) if value else None
        except ValueError:
            self._wrong(name, "must be YYYY-mm-dd HH:MM:SS")
            return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, empty when missing."""
        value = self._data.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(type(item) is str and item for item in value):
            self._wrong(name, "must be a list of strings")
            return ()
        return tuple(value)

    def objects(self, name: str) -> tuple[dict[str, object], ...]:
        """A list of objects, empty when missing."""
        value = self._data.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._wrong(name, "must be a list of objects")
            return ()
        return tuple(value)

    def inner(self, name: str) -> "FieldReader":
        """A reader of a required object; `adopt` its problems."""
        value = self._data.get(name)
        if not isinstance(value, dict):
            self._wrong(name, "is required" if value is None else "must be an object")
        return FieldReader(value if isinstance(value, dict) else {}, f"{self._where}{name}.")

    def refuse(self, name: str, why: str) -> None:
        """Note a problem found by the caller."""
        self._wrong(name, why)

    def adopt(self, other: "FieldReader") -> None:
        """Take over the problems of an inner object."""
        self.problems.update(other.problems)

    def finish(self) -> None:
        """Raise BadFields if anything was wrong."""
        if self.problems:
            raise BadFields(self.problems)

    def _missing(self, name: str) -> str:
        return self._wrong(name, "is required")

    def _wrong(self, name: str, why: str) -> str:
        self.problems.setdefault(self._where + name, why)
        return ""


def _refuse_constant(text: str) -> None:
    raise ValueError(text)
