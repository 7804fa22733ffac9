"""One shop with its sandbox, its two processes that may be killed, and what it takes to start them again."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import requests
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import connect
from app.config import Settings
from app.jkopay import JkopayClient
from app.models import ENDED_UNPAID, Authorization, AuthorizationStatus, Order, OrderStatus, Payment, PaymentStatus
from app.services.charge_recovery import sweep_charges
from app.services.details import sweep_authorizations
from app.services.inquiries import sweep_links, sweep_payments
from app.services.refund_recovery import sweep_refunds
from app.services.subscriptions import sweep_subscriptions
from tests.crash.books import Finding, compare, find_unsettled, let_waits_pass
from tests.crash.ledger import FarSandbox
from tests.crash.people import Person
from tests.crash.processes import Child
from tests.crash.steps import Trigger
from tests.crash.victims import reserve, serve, work

PATIENCE = 60.0
"""Seconds. What is not at rest this long after a restart counts as stuck; how long it took is measured besides."""

_BETWEEN_WAITS = 0.3


class Lane:
    """Everything of one shop. The lane's own process has no threads, so that it can fork."""

    def __init__(self, folder: Path, database_url: str, rng: random.Random) -> None:
        self.rng = rng
        self.folder = folder
        self._port = reserve()
        self.sandbox = FarSandbox(folder)
        self.settings = _settings(folder, self._port.getsockname()[1], self.sandbox, database_url)
        self.sandbox.change_store(cancellation_url=f"{self.settings.public_url}/jkopay/cancellations")
        self.db, wallet = connect(self.settings)
        # Without breaker and log, which have threads: a thread inside SQLite while this forks would lock the child out.
        self._wallet = replace(wallet, client=_plain_client(self.sandbox))
        self.web_trigger, self.jobs_trigger = Trigger(folder / "web.steps"), Trigger(folder / "jobs.steps")
        self.web: Child = self._start_web()
        self.jobs: Child | None = None
        self.staff = self.person()
        self.staff.sign_in()
        self.tapper = self.person()
        self.one_tap = self._bind()

    def person(self) -> Person:
        """Somebody with a new browser."""
        return Person(self.settings.public_url)

    def stop(self) -> None:
        """End all processes."""
        self.web.kill()
        self.stop_jobs()
        self.sandbox.stop()

    def restart_web(self) -> None:
        """Start the shop's pages again, if they are dead, and wait until they answer."""
        if not self.web.is_alive():
            self.web_trigger.rest()
            self.web = self._start_web()

    def start_jobs(self) -> None:
        """Start a jobs process. Whether and when it dies is `jobs_trigger`'s."""
        self.let_go()
        self.jobs = Child(lambda: work(self.settings, self.jobs_trigger), self.folder / "jobs.log")

    def stop_jobs(self) -> None:
        """End the jobs process, so that nothing but the next scene moves anything."""
        if self.jobs is not None:
            self.jobs.kill()
            self.jobs = None
        self.jobs_trigger.rest()

    def let_go(self) -> None:
        """Close what a child must not inherit."""
        self.db.close()
        self._wallet.client.close()

    def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait for it, while the documented waits pass."""
        now = time.monotonic()
        deadline, next_wait = now + seconds, now + _BETWEEN_WAITS
        while not condition():
            now = time.monotonic()
            if now > deadline:
                return False
            if now > next_wait:
                # SQLite has one writer at a time, and on a busy machine the others come first.
                with suppress(OperationalError):
                    let_waits_pass(self.db, leases=False)
                next_wait = now + _BETWEEN_WAITS
            time.sleep(0.03)
        return True

    def is_settled(self) -> bool:
        """Whether the shop has an end for everything, and the same one as JKOPay's ledger.

        Each is one look after another while the jobs go on: causes come first, so that none becomes its effect between.
        """
        return not self.differences() and not find_unsettled(self.db)

    def differences(self) -> list[Finding]:
        """Where shop and ledger say different things."""
        return list(compare(self.db, self.sandbox))

    def work_by_hand(self) -> None:
        """Do what the jobs would do, without their process: to set a scene."""
        let_waits_pass(self.db, leases=True)
        while sum(
            (
                sweep_links(self.db, self._wallet),
                sweep_payments(self.db, self._wallet),
                sweep_refunds(self.db, self._wallet),
                sweep_authorizations(self.db, self._wallet),
                sweep_charges(self.db, self._wallet),
                sweep_subscriptions(self.db),
            )
        ):
            pass

    def payment(self, token: str) -> Payment:
        """The payment an order waits for, or was paid by."""
        with self.db.read() as session:
            return session.scalars(
                select(Payment).join(Order, Order.payment_id == Payment.id).where(Order.token == token)
            ).one()

    def authorization(self, token: str) -> Authorization:
        """The authorization at this address."""
        with self.db.read() as session:
            return session.scalars(select(Authorization).where(Authorization.token == token)).one()

    def pay(self, number: str, user: str = "balance") -> None:
        """A wallet user pays, and JKOPay has told the shop so, if it is there to be told."""
        if "transaction" in self.sandbox.pay(number, user):
            self._until_told("result_url", number)

    def grant(self, authorization: Authorization) -> None:
        """A wallet user agrees, and JKOPay has told the shop so, if it is there to be told."""
        if "authpay" in self.sandbox.grant(authorization.auth_no or ""):
            self._until_told("result_url", authorization.number)

    def cancel_in_wallet(self, authorization: Authorization) -> None:
        """The wallet user cancels, and JKOPay has told the shop so, which it tries once."""
        if "authpay" in self.sandbox.cancel(authorization.auth_no or ""):
            self._until_told("cancellation_url", authorization.number)

    def finish(self) -> None:
        """People bring to its end what waits for them: links are paid, another try is made, bindings are granted."""
        for number, token, status in self._open_payments():
            if status in ENDED_UNPAID:
                self._try_again(token)
            elif status is PaymentStatus.PENDING:
                self.pay(number)
        with self.db.read() as session:
            asked = session.scalars(
                select(Authorization).where(Authorization.status == AuthorizationStatus.PENDING)
            ).all()
        for authorization in asked:
            self.grant(authorization)

    def is_finished(self) -> bool:
        """Whether nothing waits for people any more."""
        waiting = select(Authorization.id).where(Authorization.status == AuthorizationStatus.PENDING).limit(1)
        with self.db.read() as session:
            return session.scalar(waiting) is None and not self._open_payments()

    def _until_told(self, address: str, number: str) -> None:
        self.until(lambda: self.sandbox.has_told(address, number) or not self.web.is_alive(), 10)

    def _open_payments(self) -> list[tuple[str, str, PaymentStatus]]:
        query = select(Payment.number, Order.token, Payment.status).join(Order, Order.payment_id == Payment.id)
        with self.db.read() as session:
            found = session.execute(query.where(Order.status != OrderStatus.PAID)).all()
        return [(number, token, status) for number, token, status in found]

    def _try_again(self, token: str) -> None:
        person = self.person()
        person.send(person.button(f"/orders/{token}", "/retry"))
        self.pay(self.payment(token).number)

    def _bind(self) -> str:
        token = self.tapper.send(self.tapper.ask_for_binding())
        self.grant(self.authorization(token))
        self.work_by_hand()
        return token

    def _start_web(self) -> Child:
        self.let_go()
        web = Child(lambda: serve(self.settings, self.web_trigger), self.folder / "web.log")
        if not self.until(lambda: _answers(self.settings.public_url)):
            raise TimeoutError(f"the shop does not answer; see {self.folder / 'web.log'}")
        return web


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=PATIENCE).ok
    except requests.RequestException:
        return False


def _plain_client(sandbox: FarSandbox) -> JkopayClient:
    return JkopayClient(sandbox.url, api_key=sandbox.store["api_key"], secret_key=sandbox.store["secret_key"])


def _settings(folder: Path, port: int, sandbox: FarSandbox, database_url: str) -> Settings:
    return Settings(
        jkopay_base_url=sandbox.url,
        jkopay_api_key=SecretStr(sandbox.store["api_key"]),
        jkopay_secret_key=SecretStr(sandbox.store["secret_key"]),
        jkopay_store_id=sandbox.store["store_id"],
        secret_key=SecretStr("a secret of the tests, long enough for anything"),
        public_url=f"http://127.0.0.1:{port}",
        database_url=database_url,
        data_dir=folder,
        log_level="error",
    )
