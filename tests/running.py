"""A whole shop on real sockets: the app on a threaded server, its database, a sandbox, and sweeps by hand."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask import Flask
from sqlalchemy import and_, update

from app.config import Settings
from app.db import Database, utc_now
from app.models import (
    Authorization,
    AuthorizationStatus,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Product,
    Refund,
)
from app.services.authorizations import find_authorization
from app.services.bindings import bind_limited, subscribe
from app.services.charge_recovery import sweep_charges
from app.services.checkout import Contact, place_order
from app.services.details import sweep_authorizations
from app.services.inquiries import sweep_links, sweep_payments
from app.services.numbers import new_refund_number
from app.services.orders import find_order
from app.services.refund_recovery import sweep_refunds
from app.services.refunds import request_refund
from app.services.subscriptions import sweep_subscriptions
from app.services.wallet import Wallet
from tests.recorder import Recorder
from tests.sandbox.eventually import eventually
from tests.sandbox.server import SandboxServer

NOTEBOOKS = 80
"""How many of the product tests buy most the seeded catalogue has."""


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

    def tap(self, authorization: Authorization, key: str = "key-of-one-tap", count: int = 1) -> Order:
        """Check out notebooks with one tap and return the order as it stands after the charge."""
        token = place_order(
            self.db,
            self.wallet,
            cart={"kraft-notebook": count},
            currency="TWD",
            contact=Contact("王小明", "ming@example.com"),
            locale="zh_Hant_TW",
            checkout_key=key,
            one_tap=authorization.token,
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

    def bind(self, amount: int = 3000, user: str = "balance") -> Authorization:
        """A one-tap authorization, granted in the sandbox and known to be."""
        token = bind_limited(
            self.db,
            self.wallet,
            amount=amount,
            contact=Contact("王小明", "ming@example.com"),
            locale="zh_Hant_TW",
            binding_key=f"key-{utc_now().isoformat()}",
        )
        return self.granted(token, user)

    def subscribe(self, slug: str, user: str = "balance") -> Authorization:
        """A subscription to a plan, granted in the sandbox and known to be; nothing is charged yet."""
        token = subscribe(
            self.db,
            self.wallet,
            plan_slug=slug,
            contact=Contact("王小明", "ming@example.com"),
            locale="zh_Hant_TW",
            binding_key=f"key-{utc_now().isoformat()}",
        )
        return self.granted(token, user)

    def granted(self, token: str, user: str = "balance") -> Authorization:
        """The wallet user grants it, and the shop learns of it."""
        answer = self.sandbox.grant(self.authorization(token).auth_no or "", user)
        assert "authpay" in answer, answer
        self.sandbox.wait_for_results()
        self.sweep_authorizations()
        # Where sweepers are at work, one of them may be asking just then.
        eventually(lambda: self._is_at_rest(self.authorization(token)))
        return self.authorization(token)

    @staticmethod
    def _is_at_rest(authorization: Authorization) -> bool:
        """Granted, and nobody asks about it just then, who would meet what the test does next."""
        due = authorization.next_inquiry_at
        is_asking = authorization.lease_until is not None or due is None or due <= utc_now()
        return authorization.status is AuthorizationStatus.GRANTED and not is_asking

    def authorization(self, token: str) -> Authorization:
        """The authorization as it stands now."""
        authorization = find_authorization(self.db, token)
        assert authorization is not None
        return authorization

    def sweep_authorizations(self) -> None:
        """Ask about every authorization once, as if the waits had passed."""
        with self.db.write() as session:
            session.execute(
                update(Authorization)
                .where(Authorization.next_inquiry_at.is_not(None))
                .values(next_inquiry_at=utc_now(), lease_until=None)
            )
        # A callback of the sandbox may hold a row just then, and a sweep passes by what is held.
        eventually(lambda: not sweep_authorizations(self.db, self.wallet) and not self._is_authorization_due())

    def sweep(self) -> None:
        """Do everything that is or will be due, as if the waits had passed.

        Charges and subscriptions keep their own time: what waits for its day or the opening of the window waits.
        """
        self.sweep_authorizations()
        while sweep_subscriptions(self.db):
            pass
        is_planned = and_(Payment.kind == "charge", Payment.status == PaymentStatus.NEW)
        with self.db.write() as session:
            now = utc_now()
            session.execute(
                update(Payment)
                .where(Payment.next_inquiry_at.is_not(None), ~is_planned)
                .values(next_inquiry_at=now, lease_until=None)
            )
            session.execute(
                update(Refund).where(Refund.next_attempt_at.is_not(None)).values(next_attempt_at=now, lease_until=None)
            )
        # Again for what became due meanwhile: a result call of the sandbox may arrive between the two lines above.
        while sum(sweep(self.db, self.wallet) for sweep in (sweep_links, sweep_payments, sweep_refunds, sweep_charges)):
            pass

    def paid(self, slug: str = "kraft-notebook", count: int = 1, user: str = "balance") -> Order:
        """An order paid in the sandbox and known to be."""
        return self.pay(self.buy(slug, count), user)

    def pay(self, order: Order, user: str = "balance") -> Order:
        """The wallet user pays, and the shop learns of it."""
        answer = self.sandbox.pay(self.payment(order).number, user)
        assert "transaction" in answer, answer
        self.sandbox.wait_for_results()
        # A result call of the sandbox may hold the row just then, and a sweep passes by what is held.
        for _ in range(5):
            self.sweep()
            order = self.order(order.token)
            if order.status is OrderStatus.PAID:
                break
        assert (order.status, self.payment(order).status) == (OrderStatus.PAID, PaymentStatus.PAID)
        return order

    def refund(
        self, payment: Payment, amount: Decimal | int | str, number: str | None = None, wallet: Wallet | None = None
    ) -> Refund:
        """Staff give back `amount`, in major units, of `payment` as they saw it."""
        return request_refund(
            self.db,
            wallet or self.wallet,
            payment_number=payment.number,
            refund_number=number or new_refund_number(payment.number),
            amount=Decimal(amount),
            seen_refundable=payment.refundable,
            reason="客人改變心意",
            staff="merchant",
        )

    def age(self, payment: Payment, by: timedelta) -> None:
        """Make `payment` older: every time of it lies `by` further in the past."""
        with self.db.write() as session:
            row = session.get_one(Payment, payment.id)
            for name in ("valid_until", "qr_expires_at", "confirmed_at", "created_at", "last_inquiry_at"):
                moment = getattr(row, name)
                if moment is not None:
                    setattr(row, name, moment - by)

    def _is_authorization_due(self) -> bool:
        with self.db.read() as session:
            return session.query(Authorization.id).where(Authorization.next_inquiry_at <= utc_now()).first() is not None


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
