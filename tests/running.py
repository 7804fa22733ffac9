"""A whole shop on real sockets: the app on a threaded server, its database, a sandbox, and sweeps by hand."""

import io
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import update
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from app.config import Settings
from app.db import Database, utc_now
from app.models import Order, OrderStatus, Payment, PaymentStatus, Product, Refund
from app.prepare import prepare
from app.services.checkout import Contact, place_order
from app.services.inquiries import sweep_links, sweep_payments
from app.services.orders import find_order
from app.services.refund_recovery import sweep_refunds
from app.services.wallet import Wallet
from tests.sandbox.server import SandboxServer

STAFF = "merchant"
PASSWORD = "correct horse battery staple"
NOTEBOOKS = 80
"""How many of the product tests buy most the seeded catalogue has."""


class Recorder:
    """What reached the sandbox, byte for byte: a WSGI layer in front of it."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self._wsgi_app = sandbox.app.wsgi_app
        self._calls: list[tuple[str, bytes]] = []
        sandbox.app.wsgi_app = self  # type: ignore[method-assign]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        payload = body or environ.get("QUERY_STRING", "").encode()
        self._calls.append((f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}", payload))
        return self._wsgi_app(environ, start_response)

    def payloads(self, api: str) -> list[bytes]:
        """The payload of every call of `api`, in order."""
        return [payload for called, payload in self._calls if called == api]


@dataclass
class RunningShop:
    """The pieces, and the verbs tests use most."""

    app: Flask
    settings: Settings
    db: Database
    wallet: Wallet
    sandbox: SandboxServer
    calls: Recorder
    url: str

    def buy(self, slug: str = "kraft-notebook", count: int = 1, key: str | None = None) -> Order:
        """Check out one product and return the order as it stands after the entry."""
        with self.db.read() as session:
            currency = session.query(Product.currency).where(Product.slug == slug).scalar()
        token = place_order(
            self.db,
            self.wallet,
            cart={slug: count},
            currency=currency,
            contact=Contact("王小明", "ming@example.com"),
            locale="zh_Hant_TW",
            checkout_key=key or f"key-{utc_now().isoformat()}",
        )
        return self.order(token)

    def order(self, token: str) -> Order:
        """The order as it stands now."""
        order = find_order(self.db, token)
        assert order is not None
        return order

    def payment(self, order: Order) -> Payment:
        """The payment the shopper is asked to pay now."""
        payment = self.order(order.token).payment
        assert payment is not None
        return payment

    def product(self, slug: str) -> Product:
        """A product as it stands now."""
        with self.db.read() as session:
            return session.query(Product).where(Product.slug == slug).one()

    def sweep(self) -> None:
        """Do everything that is or will be due, as if the waits had passed."""
        with self.db.write() as session:
            now = utc_now()
            session.execute(
                update(Payment)
                .where(Payment.next_inquiry_at.is_not(None))
                .values(next_inquiry_at=now, lease_until=None)
            )
            session.execute(
                update(Refund).where(Refund.next_attempt_at.is_not(None)).values(next_attempt_at=now, lease_until=None)
            )
        # Again for what became due meanwhile: a result call of the sandbox may arrive between the two lines above.
        while sum(sweep(self.db, self.wallet) for sweep in (sweep_links, sweep_payments, sweep_refunds)):
            pass

    def paid(self, slug: str = "kraft-notebook", count: int = 1, user: str = "balance") -> Order:
        """An order paid in the sandbox and known to be."""
        order = self.buy(slug, count)
        answer = self.sandbox.pay(self.payment(order).number, user)
        assert "transaction" in answer, answer
        # A result call of the sandbox may hold the row just then, and a sweep passes by what is held.
        for _ in range(5):
            self.sweep()
            order = self.order(order.token)
            if order.status is OrderStatus.PAID:
                break
        assert (order.status, self.payment(order).status) == (OrderStatus.PAID, PaymentStatus.PAID)
        return order

    def age(self, payment: Payment, by: timedelta) -> None:
        """Make `payment` older: every time of it lies `by` further in the past."""
        with self.db.write() as session:
            row = session.get_one(Payment, payment.id)
            for name in ("valid_until", "qr_expires_at", "confirmed_at", "created_at", "last_inquiry_at"):
                moment = getattr(row, name)
                if moment is not None:
                    setattr(row, name, moment - by)


class ShopServer:
    """The shop behind a real threaded server on a port of its own."""

    def __init__(self, data_dir: Path, sandbox: SandboxServer, database_url: str) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.settings = Settings(
            jkopay_base_url=sandbox.url,
            jkopay_api_key=SecretStr(sandbox.store["api_key"]),
            jkopay_secret_key=SecretStr(sandbox.store["secret_key"]),
            jkopay_store_id=sandbox.store["store_id"],
            secret_key=SecretStr("a secret of the tests, long enough for anything"),
            public_url=self.url,
            database_url=database_url,
            data_dir=data_dir,
        )
        _prepare(self.settings)
        self.app = create_app(self.settings)
        self.server: BaseWSGIServer = make_server("127.0.0.1", 0, self.app, threaded=True, fd=self.socket.fileno())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Close the port and the database."""
        self.server.shutdown()
        self.server.server_close()
        self.app.extensions["shop"].db.close()

    def running(self, sandbox: SandboxServer) -> RunningShop:
        """The pieces of this server."""
        shop = self.app.extensions["shop"]
        return RunningShop(self.app, self.settings, shop.db, shop.wallet, sandbox, Recorder(sandbox), self.url)


_TEMPLATE = Path(tempfile.mkdtemp()) / "prepared.db"


def _prepare(settings: Settings) -> None:
    """Migrate and seed as a start does; on SQLite once a run, and a copy of that for every test."""
    file = settings.database_url.removeprefix("sqlite:///")
    if file == settings.database_url:
        prepare(settings, username=STAFF, password=PASSWORD)
        return
    if not _TEMPLATE.exists():
        prepare(settings, username=STAFF, password=PASSWORD)
        shutil.copyfile(file, _TEMPLATE)
    else:
        shutil.copyfile(_TEMPLATE, file)


def run_at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """Call `work(0..count-1)` in as many threads, started together; exceptions come back as results."""
    barrier = threading.Barrier(count)
    results: list[object] = [None] * count

    def call(index: int) -> None:
        barrier.wait()
        try:
            results[index] = work(index)
        except Exception as error:  # noqa: BLE001  the test looks at it
            results[index] = error

    threads = [threading.Thread(target=call, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
