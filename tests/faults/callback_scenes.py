"""The four calls JKOPay makes on the shop: where each goes, what it says, and what the shop makes of it."""

import json
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, ClassVar

import requests
from sqlalchemy import ColumnElement, Select, func, or_, select, update

from app.db import utc_now
from app.models import Authorization, AuthorizationStatus, Notification, Payment
from app.services.details import sweep_authorizations
from app.services.inquiries import sweep_payments
from tests.faults.scenes import DONE, OPEN, new_key, state_of_order
from tests.faults.stage import NOTEBOOK
from tests.running import RunningShop
from tests.sandbox.eventually import eventually
from tests.services.test_bindings import bind

_RIGHT = "the right one"


class Callback(ABC):
    """One call, not made yet, and nothing of what it says has happened.

    `path` is where it goes, `body` what JKOPay says, `state` what the shop believes.
    """

    name: ClassVar[str]
    path: str
    body: dict[str, Any]

    def __init__(self, shop: RunningShop) -> None:
        self.shop = shop
        self.prepare()
        self._stored_before = self.stored_in_all()
        self.postpone()

    def postpone(self) -> None:
        """Only a call of JKOPay's that comes now makes the shop ask sooner."""
        later = utc_now() + timedelta(days=1)
        with self.shop.db.write() as session:
            for model in (Payment, Authorization):
                session.execute(update(model).where(model.next_inquiry_at.is_not(None)).values(next_inquiry_at=later))

    @abstractmethod
    def prepare(self) -> None: ...

    @abstractmethod
    def happen(self) -> None:
        """What it says happens at JKOPay."""

    @abstractmethod
    def state(self) -> str: ...

    @abstractmethod
    def is_own(self) -> ColumnElement[bool]:
        """Which of the stored calls are about this cell's own payment or authorization."""

    def call(
        self,
        body: bytes | None = None,
        path: str | None = None,
        *,
        digest: str | None = _RIGHT,
        url: str | None = None,
    ) -> str:
        """How the shop answers: `200 true`, `200 false`, `200`, or another status."""
        content = json.dumps(self.body).encode() if body is None else body
        signed = self.shop.wallet.sign(content) if digest is _RIGHT else digest
        headers = {"digest": signed} if signed else {}
        response = requests.post(f"{url or self.shop.url}{path or self.path}", content, headers=headers, timeout=60)
        valid = response.json().get("valid") if response.status_code == 200 else None
        return str(response.status_code) if valid is None else f"200 {str(valid).lower()}"

    def stored_in_all(self) -> int:
        """How many calls of the kind the shop has stored, whoever they were about."""
        with self.shop.db.read() as session:
            return session.scalars(select(func.count(Notification.id)).where(Notification.kind == self.name)).one()

    def verified(self) -> list[bool | None]:
        """What was noted of the digest of each call that was stored about this cell's own."""
        own = select(Notification.digest_verified).where(Notification.kind == self.name, self.is_own())
        with self.shop.db.read() as session:
            return list(session.scalars(own))

    def stored(self) -> int:
        """How many of this cell."""
        return self.stored_in_all() - self._stored_before

    def settle(self) -> str:
        """What the shop believes once it has asked what it now wants to."""
        eventually(self._ask)
        return self.state()

    def _ask(self) -> bool:
        """Ask what is due. Returns whether that was all: a sweep passes by a row that a call holds just then."""
        db, wallet = self.shop.db, self.shop.wallet
        while sweep_payments(db, wallet) + sweep_authorizations(db, wallet):
            pass
        with db.read() as session:
            return not any(session.scalar(select(_is_due(model).exists())) for model in (Payment, Authorization))


class Confirm(Callback):
    """`done` is that the money may move: nothing follows from it but a sooner question."""

    name = "confirm"

    def prepare(self) -> None:
        self.order = self.shop.buy(NOTEBOOK, 1, new_key())
        payment = self.shop.payment(self.order)
        self.number, self._id = payment.number, payment.id
        self.path = f"/jkopay/{payment.callback_token}/{self.name}"
        self.body = {"platform_order_id": self.number}

    def is_own(self) -> ColumnElement[bool]:
        return Notification.payment_id == self._id

    def happen(self) -> None:
        """Nothing has happened when it is asked for."""

    def state(self) -> str:
        return state_of_order(self.shop.order(self.order.token))


class Result(Confirm):
    name = "result"

    def prepare(self) -> None:
        super().prepare()
        row = {"platform_order_id": self.number, "status": 0, "currency": "TWD", "final_price": self.order.total}
        self.body = {"transaction": row}

    def happen(self) -> None:
        assert "transaction" in self.shop.sandbox.pay(self.number)


class Binding(Callback):
    name = "binding"

    def prepare(self) -> None:
        self.token = bind(self.shop, new_key()).token
        self.auth_no = self.authorization().auth_no or ""
        self.path = f"/jkopay/authorizations/{self.authorization().callback_token}/result"
        self.body = say(self.authorization(), "granted")

    def authorization(self) -> Authorization:
        """As it stands now."""
        return self.shop.authorization(self.token)

    def is_own(self) -> ColumnElement[bool]:
        return Notification.authorization_id == self.authorization().id

    def happen(self) -> None:
        assert "authpay" in self.shop.sandbox.grant(self.auth_no)
        self.shop.sandbox.wait_for_results()

    def state(self) -> str:
        status = self.authorization().status
        return {AuthorizationStatus.PENDING: OPEN, AuthorizationStatus.GRANTED: DONE}.get(status, status)


class Cancellation(Binding):
    """Goes to the one address that is registered for the store, of an authorization that is granted."""

    name = "cancellation"

    def prepare(self) -> None:
        super().prepare()
        super().happen()
        self.shop.sweep_authorizations()
        assert self.state() == OPEN
        self.path = "/jkopay/cancellations"
        self.body = say(self.authorization(), "cancel")

    def happen(self) -> None:
        assert "authpay" in self.shop.sandbox.cancel(self.auth_no, by="jkopay")

    def state(self) -> str:
        status = self.authorization().status
        return {AuthorizationStatus.GRANTED: OPEN, AuthorizationStatus.CANCELLED: DONE}.get(status, status)


CALLBACKS: dict[str, type[Callback]] = {kind.name: kind for kind in (Confirm, Result, Binding, Cancellation)}


def _is_due(model: type[Payment | Authorization]) -> Select[int]:
    return select(model.id).where(or_(model.next_inquiry_at <= utc_now(), model.lease_until.is_not(None)))


def say(authorization: Authorization, status: str) -> dict[str, Any]:
    """An `authpay` object (protocol section 5)."""
    ids = {"auth_no": authorization.auth_no, "platform_authpay_id": authorization.number}
    return {"authpay": {"status": status, **ids}}
