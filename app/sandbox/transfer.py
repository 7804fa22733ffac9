"""The whole state as one JSON document, out and in again."""

import sqlite3
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.sandbox.agenda import Agenda, Planned
from app.sandbox.answers import Answer
from app.sandbox.deductions import release_flights
from app.sandbox.delivery_log import release_claims
from app.sandbox.faults import Fault
from app.sandbox.older_files import columns_of
from app.sandbox.production import ProductionRefused, refuse_real_keys
from app.sandbox.proof import prove_readable
from app.sandbox.sandbox import Sandbox
from app.sandbox.schema import MERCHANT_DATA

FORMAT, VERSION = "jkopay-sandbox", 1
# Links and cookies are signed with a key of this sandbox's own; what else is remembered goes along.
_STAYS = "cookie_key"
_TABLES = ("remembered", "merchants", "stores", *MERCHANT_DATA)


T = TypeVar("T")


class NotAnExport(ValueError):
    """What was to be imported is no export of a sandbox; the text says what is wrong with it."""


class _Bytes(BaseModel):
    """A value that is bytes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    base64: str


def _no_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("is no value of a column")
    return value


Value = Annotated[int | str | _Bytes | None, BeforeValidator(_no_flag)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    columns: list[str]
    rows: list[list[Value]]


class _Plan(BaseModel, Generic[T]):
    """One planned answer or fault."""

    model_config = ConfigDict(extra="forbid")

    api: str
    item: T
    left: Annotated[int, Field(ge=1)] | None
    store_id: str | None
    probability: Annotated[float, Field(gt=0, le=1)] | None
    seed: int | None
    # Drawing so often takes a second.
    draws: Annotated[int, Field(ge=0, le=10**7)]

    def planned(self) -> Planned[T]:
        return Planned(0, self.api, self.item, self.left, self.store_id, self.probability, self.seed, self.draws)


class _Export(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal["jkopay-sandbox"]
    version: Literal[1]
    exported_at: str
    tables: dict[str, _Table]
    counters: dict[str, int]
    faults: list[_Plan[Fault]]
    planned: list[_Plan[Answer]]


def export_state(sandbox: Sandbox) -> dict[str, object]:
    """Everything but the key of the cookies: keys, stores, what happened, what is due, what is planned, the time."""
    with sandbox.database.read() as connection:
        tables = {table: _table(connection, table) for table in _TABLES}
        counters = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": sandbox.clock.now().isoformat(),
        "tables": tables,
        "counters": counters,
        "faults": _plans(sandbox.faults),
        "planned": _plans(sandbox.planned),
    }


def import_state(sandbox: Sandbox, document: bytes) -> dict[str, int]:
    """Put an export in the place of what is here, keys included; the address and the key of the cookies stay.

    Keys and a store id that the settings give come back at the next start. Returns how many rows came by table.
    Raises NotAnExport, and then nothing has changed.
    """
    try:
        given = _Export.model_validate_json(document)
        _replace_rows(sandbox, given)
    except ProductionRefused as error:
        raise NotAnExport(str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise NotAnExport(f"this is no export of a sandbox: {where}: {first['msg']}") from error
    except (ValueError, TypeError, KeyError, OverflowError, OSError, sqlite3.Error) as error:
        raise NotAnExport(f"this is no export of a sandbox: {error}") from error
    sandbox.recall_state()
    sandbox.faults.restore([plan.planned() for plan in given.faults])
    sandbox.planned.restore([plan.planned() for plan in given.planned])
    sandbox.delivery_due.set()
    return {name: len(given.tables[name].rows) for name in _TABLES if name != "remembered"}


def _table(connection: sqlite3.Connection, table: str) -> dict[str, object]:
    columns = columns_of(connection, table)
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()  # noqa: S608 - our own schema
    return {"columns": columns, "rows": [[_out(value) for value in row] for row in rows if row[0] != _STAYS]}


def _out(value: object) -> object:
    return {"base64": b64encode(value).decode()} if isinstance(value, bytes) else value


def _into(value: int | str | _Bytes | None) -> int | str | bytes | None:
    return b64decode(value.base64, validate=True) if isinstance(value, _Bytes) else value


def _replace_rows(sandbox: Sandbox, given: _Export) -> None:
    if set(given.tables) != set(_TABLES):
        raise ValueError(f"tables must be {', '.join(_TABLES)}")
    with sandbox.database.write() as connection:
        for name, table in given.tables.items():
            if table.columns != columns_of(connection, name):
                raise ValueError(f"{name} has other columns")
            connection.execute(f"DELETE FROM {name} WHERE {table.columns[0]} IS NOT ?", (_STAYS,))  # noqa: S608
            places = ", ".join("?" * len(table.columns))
            rows = ([_into(value) for value in row] for row in table.rows)
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)  # noqa: S608 - our own schema
        _count_on(connection, given.counters)
        prove_readable(connection)
        keys = connection.execute("SELECT api_key, secret_key FROM merchants").fetchall()
        refuse_real_keys(key for row in keys for key in row)
        release_flights(connection)
        release_claims(connection)
        sandbox.generation += 1


def _count_on(connection: sqlite3.Connection, counters: dict[str, int]) -> None:
    """Numbers that were given here or there never come back."""
    if unknown := set(counters) - set(_TABLES):
        raise ValueError(f"there is no table {min(unknown)}")
    for name, count in counters.items():
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)).fetchone()
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (name, max(count, row["seq"] if row else 0)))


def _plans(agenda: Agenda[Any]) -> list[dict[str, object]]:
    return [
        {
            "api": each.api,
            "item": asdict(each.item),
            "left": each.left,
            "store_id": each.store_id,
            "probability": each.probability,
            "seed": each.seed,
            "draws": each.draws,
        }
        for each in agenda.waiting()
    ]
