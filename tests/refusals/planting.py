"""Causes that lie outside of the shop's own doing: what is wrong while a call is made, and mended afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from sqlalchemy import text

from app.jkopay import JkopayClient
from app.services.wallet import Wallet
from tests.refusals.documented import Answer
from tests.running import RunningShop
from tests.sandbox.server import SandboxServer

Plant = Callable[[RunningShop], AbstractContextManager[None]]

_RICH = 1_000_000_000


@contextmanager
def nothing(_shop: RunningShop) -> Iterator[None]:
    """All is well."""
    yield


@contextmanager
def broken_books(shop: RunningShop) -> Iterator[None]:
    """JKOPay cannot read its own books."""
    sandbox, tables = shop.sandbox, ("authorizations", "deductions")
    _execute(sandbox, *(f"ALTER TABLE {table} RENAME TO lost_{table}" for table in tables))
    try:
        yield
    finally:
        _execute(sandbox, *(f"ALTER TABLE lost_{table} RENAME TO {table}" for table in tables))


def planned(answer: Answer) -> Plant:
    """The next call of this API gets `answer`, whatever it asks."""

    @contextmanager
    def plan(shop: RunningShop) -> Iterator[None]:
        api, result, message = answer
        shop.sandbox.next_answer(api, result, message=message)
        yield

    return plan


@contextmanager
def other_store(sandbox: SandboxServer, back: dict[str, object], **changes: object) -> Iterator[None]:
    """The store is not as it was agreed on; `back` is how it was."""
    sandbox.change_store(**changes)  # type: ignore[arg-type]
    try:
        yield
    finally:
        sandbox.change_store(**back)  # type: ignore[arg-type]


@contextmanager
def no_balance(shop: RunningShop) -> Iterator[None]:
    """What JKOPay owes the store is less than any refund."""
    with other_store(shop.sandbox, {"balance": _RICH}, balance=0):
        yield


@contextmanager
def identities_wanted(shop: RunningShop) -> Iterator[None]:
    """JKOPay put the store among those that must tell who buys, and nobody told the shop."""
    with other_store(shop.sandbox, {"identities_required": False}, identities_required=True):
        yield


@contextmanager
def wrong_keys(shop: RunningShop) -> Iterator[None]:
    """The shop was started with the secret key of somebody else."""
    client = JkopayClient(shop.sandbox.url, api_key=shop.sandbox.store["api_key"], secret_key="somebody else's")
    right = shop.wallet
    _use(shop, replace(right, client=client))
    try:
        yield
    finally:
        _use(shop, right)
        client.close()


@contextmanager
def damaged(shop: RunningShop, table: str) -> Iterator[None]:
    """The request that the shop stores with a row of `table` is no request any more when it is sent."""
    damage = f"UPDATE {table} SET request_body = CAST('{{}}' AS BLOB) WHERE id = NEW.id"  # noqa: S608
    with shop.db.write() as session:
        session.execute(text(f"CREATE TRIGGER damage AFTER INSERT ON {table} BEGIN {damage}; END"))
    try:
        yield
    finally:
        with shop.db.write() as session:
            session.execute(text("DROP TRIGGER damage"))


@contextmanager
def later(sandbox: SandboxServer, *, hours: int) -> Iterator[None]:
    """JKOPay's clock is ahead."""
    sandbox.clock_advance(hours * 3600)
    try:
        yield
    finally:
        sandbox.clock_advance(-hours * 3600)


def forget_authorization(sandbox: SandboxServer, auth_no: str) -> None:
    """JKOPay does not know it any more, as another environment of JKOPay would not."""
    _execute(sandbox, f"DELETE FROM authorizations WHERE auth_no = '{auth_no}'")  # noqa: S608


def change_billing_amount(sandbox: SandboxServer, auth_no: str, amount: int) -> None:
    """JKOPay has another amount on its books than the shop."""
    _execute(sandbox, f"UPDATE authorizations SET billing_amount = {amount} WHERE auth_no = '{auth_no}'")  # noqa: S608


def _execute(sandbox: SandboxServer, *statements: str) -> None:
    with sandbox.app.extensions["sandbox"].database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def _use(shop: RunningShop, wallet: Wallet) -> None:
    shop.wallet = wallet
    shop.app.extensions["shop"] = replace(shop.app.extensions["shop"], wallet=wallet)
