"""One shop and one sandbox for many cells, and the proxies between them."""

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

import time_machine
from sqlalchemy import func, select, update

from app.jkopay import JkopayClient
from app.models import Attention, AttentionReason, Authorization, Order, OrderLine, Payment, Product, Refund
from app.services.wallet import Wallet
from tests.faults.proxy import FaultProxy
from tests.jkopay.servers import RawServer, answer_with, http_answer
from tests.running import RunningShop

if TYPE_CHECKING:
    from tests.faults.database_faults import Breakable

NOTEBOOK = "kraft-notebook"
_STOCK = 100_000
_T = TypeVar("_T")


class Stage:
    """What every cell needs. `database` is the shop's, which can be broken."""

    def __init__(self, shop: RunningShop, database: "Breakable", clock: time_machine.Traveller) -> None:
        self.shop = shop
        self.database = database
        self._clock = clock
        self._shifted = timedelta()
        self.proxy = FaultProxy(shop.sandbox.url)
        self.inward = FaultProxy(shop.url)
        self._clients: dict[tuple[object, ...], JkopayClient] = {}
        # Paid orders are told to the shop at once, which would end an unknown before the test has looked at it.
        shop.sandbox.faults("callback result_url", "drop", times=None)
        with shop.db.write() as session:
            session.execute(update(Product).where(Product.slug == NOTEBOOK).values(on_hand=_STOCK))

        self.closed = socket.socket()
        # Bound and not listening, so nobody else can take the port.
        self.closed.bind(("127.0.0.1", 0))
        self.untrusted = RawServer(answer_with(http_answer("{}")), tls=True)
        self.untrusted.__enter__()
        self._made: dict[str, object] = {}

    def stop(self) -> None:
        """Give every port back."""
        self.proxy.stop()
        self.inward.stop()
        self.closed.close()
        self.untrusted.__exit__()

    def once(self, name: str, make: Callable[[], _T]) -> _T:
        """What many cells can share is made by the first of them."""
        if name not in self._made:
            self._made[name] = make()
        return cast(_T, self._made[name])

    def wallet(self, url: str, **limits: Any) -> Wallet:
        """The shop's wallet with a client that finds JKOPay at `url`, on connections nobody has used yet."""
        store = self.shop.sandbox.store
        key = (url, *limits.values())
        if key not in self._clients:
            # Kept, because each reads the certificates it trusts anew, which takes longer than most cells.
            self._clients[key] = JkopayClient(url, api_key=store["api_key"], secret_key=store["secret_key"], **limits)
        self._clients[key].close()
        return replace(self.shop.wallet, client=self._clients[key])

    def check_stock(self) -> None:
        """What is promised is what open orders hold, and what is gone is what was paid."""
        with self.shop.db.read() as session:
            product = session.scalars(select(Product).where(Product.slug == NOTEBOOK)).one()
            lines = select(func.coalesce(func.sum(OrderLine.count), 0)).join(Order)
            lines = lines.where(OrderLine.product_id == product.id)
            held, sold = (session.scalar(lines.where(Order.status == status)) for status in ("open", "paid"))
        assert (product.reserved, product.on_hand) == (held, _STOCK - (sold or 0))

    def shift(self, by: timedelta) -> None:
        """Let the clock of shop and sandbox jump, until `retire`."""
        self._clock.shift(by)
        self._shifted += by

    def retire(self) -> None:
        """Nothing that is left of a cell is due during the next one, nor is the clock wrong."""
        self.shift(-self._shifted)
        with self.shop.db.write() as session:
            session.execute(update(Payment).values(next_inquiry_at=None, lease_until=None))
            session.execute(update(Refund).values(next_attempt_at=None, lease_until=None))
            session.execute(update(Authorization).values(next_inquiry_at=None, lease_until=None))

    def told(self, *subjects: str) -> set[AttentionReason]:
        """What waits for a person about these numbers."""
        waiting = select(Attention.reason).where(Attention.settled_at.is_(None), Attention.subject.in_(subjects))
        with self.shop.db.read() as session:
            return set(session.scalars(waiting))
