"""One shop and one sandbox, built once in a process and emptied for every schedule."""

import logging
import random
import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import structlog
from pydantic import SecretStr

from app import create_app
from app.config import Settings
from app.jkopay import JkopayClient
from app.prepare import prepare
from app.sandbox import create_sandbox
from app.sandbox.sandbox import Sandbox
from app.sandbox.schema import MERCHANT_DATA
from app.sandbox.settings import SandboxSettings
from app.services.api_calls import Call
from app.services.api_calls_log import CallLog
from app.services.breaker import Breaker
from app.services.details import detail_soon
from app.services.inquiries import inquire_soon
from tests.simulation.shop_database import OnPostgresql, OnSqlite, Row, ShopDatabase

SHOP, JKOPAY = "https://shop.example.com", "https://uat-onlinepay.jkopay.app"
SECRET = "a secret of the simulation, long enough for anything"


class _Unheard(CallLog):
    """Notes nothing: its thread has a clock of its own, which is no part of a schedule."""

    def keep(self, call: Call) -> None:
        """Forget it."""


class World:
    """The real applications, the shop's on SQLite in memory or on PostgreSQL, joined by the wire of whatever schedule
    has opened it."""

    def __init__(self, url: str | None = None) -> None:
        with tempfile.TemporaryDirectory(prefix="schedules-") as name:
            folder = Path(name)
            self.jkopay = create_sandbox(_sandbox_settings(folder))
            self.sandbox: Sandbox = self.jkopay.extensions["sandbox"]
            _move_to_memory(self.sandbox)
            file = folder / "shop.db"
            settings = _settings(folder, url or f"sqlite:///{file}")
            prepare(settings, username="", password="")
            self.shop = create_app(settings)
            self.shop_database: ShopDatabase = OnPostgresql(url) if url else OnSqlite(file)
        self.db = self.shop_database.db
        # Without the breaker, whose probes are a thread with a clock of its own: not a call of a schedule is held back.
        self.client = JkopayClient(JKOPAY, api_key="an-api-key", secret_key=SECRET)
        shop = self.shop.extensions["shop"]
        self.wallet = replace(shop.wallet, client=self.client, calls=_Unheard(self.db), breaker=Breaker())
        self.shop.extensions["shop"] = replace(shop, db=self.db, wallet=self.wallet)

    def rows(self, query: str, **values: object) -> list[Row]:
        """Rows of the shop's database, read past the shop; `:now` in a query is the value named `now`."""
        return self.shop_database.rows(query, **values)

    def ledger(self, query: str, *values: object) -> list[Row]:
        """Rows of the sandbox's database."""
        with self.sandbox.database.read() as connection:
            return [tuple(row) for row in connection.execute(query, values).fetchall()]

    def empty(self, pieces: int) -> None:
        """Forget everything that happened; `pieces` of every product are there to be sold."""
        self.shop_database.empty(pieces)
        with self.sandbox.database.write() as ledger:
            for table in MERCHANT_DATA:
                ledger.execute(f"DELETE FROM {table}")  # noqa: S608  names of the sandbox's own schema
            ledger.execute("DELETE FROM sqlite_sequence")
            ledger.execute("UPDATE stores SET balance = 0")

    def without(self, *names: str) -> AbstractContextManager[None]:
        """The shop's database, which is on SQLite, lacks these indexes and triggers, its last line."""
        assert isinstance(self.shop_database, OnSqlite)
        return self.shop_database.without(*names)

    @contextmanager
    def hints_go_to(self, queue: list[Callable[[], None]]) -> Iterator[None]:
        """The shop's queue of work to be done sooner, which may lose anything."""
        shop = self.shop.extensions["shop"]
        self.shop.extensions["shop"] = replace(
            shop,
            ask_soon=lambda payment_id: queue.append(lambda: inquire_soon(self.db, self.wallet, payment_id)),
            detail_soon=lambda row_id: queue.append(lambda: detail_soon(self.db, self.wallet, row_id)),
        )
        try:
            yield
        finally:
            self.shop.extensions["shop"] = shop


def the_world(url: str | None = None) -> World:
    """The world of this process: on SQLite, or on the PostgreSQL database at `url`, which nobody else uses."""
    return _world_at(url)


@cache
def _world_at(url: str | None) -> World:
    return World(url)


@contextmanager
def silence() -> Iterator[None]:
    """Thousands of schedules log nothing."""
    kept = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**kept)


@contextmanager
def chance_is(rng: random.Random) -> Iterator[None]:
    """Whatever the two applications draw by chance comes from `rng`, so that a seed tells everything."""
    chosen = (secrets.choice, secrets.randbelow, secrets.token_bytes, random.random)
    secrets.choice = rng.choice
    secrets.randbelow = lambda exclusive_upper_bound: rng.randrange(exclusive_upper_bound)
    secrets.token_bytes = lambda nbytes=None: rng.randbytes(nbytes or 32)
    random.random = rng.random
    try:
        yield
    finally:
        secrets.choice, secrets.randbelow, secrets.token_bytes, random.random = chosen


def _settings(folder: Path, database_url: str) -> Settings:
    return Settings(
        jkopay_base_url=JKOPAY,
        jkopay_api_key=SecretStr("an-api-key"),
        jkopay_secret_key=SecretStr(SECRET),
        jkopay_store_id="store",
        secret_key=SecretStr(SECRET),
        public_url=SHOP,
        database_url=database_url,
        data_dir=folder,
    )


def _sandbox_settings(folder: Path) -> SandboxSettings:
    return SandboxSettings(
        data_dir=folder / "sandbox",
        public_url=JKOPAY,
        store_id="store",
        api_key="an-api-key",
        secret_key=SecretStr(SECRET),
        cancellation_url=f"{SHOP}/jkopay/cancellations",
    )


def _move_to_memory(sandbox: Sandbox) -> None:
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    memory.row_factory = sqlite3.Row
    with sandbox.database.read() as disk:
        disk.backup(memory)
    sandbox.database.close()
    sandbox.database._connection = memory
