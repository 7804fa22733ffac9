"""The calls of OnlinePay, each where the shop makes it: what leads to it, the call, and what both sides believe."""

from abc import ABC, abstractmethod
from decimal import Decimal
from itertools import count
from typing import ClassVar, Protocol

from sqlalchemy import select, update

from app.db import utc_now
from app.models import Order, OrderStatus, Payment, PaymentStatus, Refund, RefundStatus
from app.services.checkout import Contact, place_order
from app.services.inquiries import inquire, sweep_links, sweep_payments
from app.services.numbers import new_refund_number
from app.services.refund_recovery import sweep_refunds
from app.services.refunds import request_refund
from app.services.wallet import Wallet
from tests.faults.stage import NOTEBOOK, Stage

NOTHING, OPEN, DONE = "nothing", "open", "done"
CONTACT = Contact("王小明", "ming@example.com")
_keys = count()


def new_key() -> str:
    """A form nobody has sent yet."""
    return f"form-{next(_keys)}"


class Scene(ABC):
    """`state` is what the shop believes: `nothing`, `open`, `done`, or else the statuses themselves.

    `number` is what JKOPay's answer is about.
    """

    api: ClassVar[str]
    number: str = ""
    moves_money: ClassVar[bool] = False

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.shop = stage.shop
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Whatever comes before the call."""

    @abstractmethod
    def act(self, wallet: Wallet) -> None:
        """The call."""

    @abstractmethod
    def state(self) -> str: ...

    @abstractmethod
    def times_done(self) -> int:
        """How often JKOPay has done it, by its own books."""

    def told(self) -> set[str]:
        """What waits for a person."""
        return {str(reason) for reason in self.stage.told(self.number)}

    def sent(self) -> list[bytes]:
        """Every request for it that reached JKOPay."""
        return [payload for payload in self.shop.calls.payloads(self.api) if self.number.encode() in payload]

    def finish(self) -> None:
        """The fault is over: the shopper or staff click again where nothing was stored, and the sweeps do the rest."""
        if self.state() == NOTHING:
            self.act(self.shop.wallet)
        for _ in range(3):
            self.sweep()
            if self.state() == DONE:
                break

    @abstractmethod
    def sweep(self) -> None:
        """One round of the jobs about it, as if the waits had passed."""

    def follow_up(self) -> None:
        """What comes of it once it is done."""
        assert self.state() == DONE


class Asking(Protocol):
    """A scene whose call is a question, which can be asked once more."""

    def ask_again(self, wallet: Wallet) -> None: ...


class Entry(Scene):
    api = "POST /platform/entry"

    def prepare(self) -> None:
        self._key = new_key()

    def act(self, wallet: Wallet) -> None:
        place_order(
            self.shop.db,
            wallet,
            cart={NOTEBOOK: 1},
            currency="TWD",
            contact=CONTACT,
            locale="zh_Hant_TW",
            checkout_key=self._key,
        )

    def state(self) -> str:
        order = self._order()
        if order is None or order.payment is None:
            return NOTHING
        self.number = order.payment.number
        match order.status, order.payment.status:
            case OrderStatus.OPEN, PaymentStatus.NEW:
                return OPEN
            case OrderStatus.OPEN, PaymentStatus.PENDING if order.payment.payment_url:
                return DONE
            case statuses:
                return " ".join(statuses)

    def times_done(self) -> int:
        return 0 if not self.number else int(_status_at_jkopay(self, self.number) != 102)

    def follow_up(self) -> None:
        """The link that came of it is the one JKOPay has for our number."""
        order = self._order()
        assert order is not None
        (payment,) = order.payments
        assert payment.payment_url == self.shop.wallet.client.entry(payment.request_body).payment_url

    def sweep(self) -> None:
        with self.shop.db.write() as session:
            own = update(Payment).where(Payment.number == self.number)
            session.execute(own.values(next_inquiry_at=utc_now(), lease_until=None))
        sweep_links(self.shop.db, self.shop.wallet)
        sweep_payments(self.shop.db, self.shop.wallet)

    def token(self) -> str:
        """Of the order, as in its address."""
        order = self._order()
        assert order is not None
        return order.token

    def _order(self) -> Order | None:
        with self.shop.db.read() as session:
            token = session.scalar(select(Order.token).where(Order.checkout_key == self._key))
        return None if token is None else self.shop.order(token)


class Inquiry(Scene):
    """Asked about together with an order that nobody has paid."""

    api = "GET /platform/inquiry"

    def prepare(self) -> None:
        self._order = self.shop.buy(NOTEBOOK, 1, new_key())
        self.neighbour = self.stage.once("unpaid", lambda: self.shop.buy(NOTEBOOK, 1, new_key()))
        payment = self.shop.payment(self._order)
        self.number, self._id = payment.number, payment.id
        assert "transaction" in self.shop.sandbox.pay(self.number)

    def act(self, wallet: Wallet) -> None:
        ids = (self._id, self.shop.payment(self.neighbour).id)
        with self.shop.db.write() as session:
            session.execute(
                update(Payment).where(Payment.id.in_(ids)).values(next_inquiry_at=utc_now(), lease_until=None)
            )
        sweep_payments(self.shop.db, wallet)

    def ask_again(self, wallet: Wallet) -> None:
        inquire(self.shop.db, wallet, [self._id])

    def sweep(self) -> None:
        self.act(self.shop.wallet)

    def state(self) -> str:
        neighbour = self.shop.order(self.neighbour.token)
        assert neighbour.payment is not None
        assert (neighbour.status, neighbour.payment.status) == (OrderStatus.OPEN, PaymentStatus.PENDING)
        return state_of_order(self.shop.order(self._order.token))

    def times_done(self) -> int:
        return int(_status_at_jkopay(self, self.number) == 0)


class RefundScene(Scene):
    """One of many refunds of an order of many pieces; what it gives back may not be given back twice."""

    api = "POST /platform/refund"
    moves_money = True
    AMOUNT: ClassVar[int] = 100
    PIECES: ClassVar[int] = 100

    def prepare(self) -> None:
        self.payment = self.pay()
        with self.shop.db.read() as session:
            self._refundable = session.get_one(Payment, self.payment.id).refundable
        self.number = new_refund_number(self.payment.number)

    def pay(self) -> Payment:
        """A payment to refund."""
        return self.stage.once("paid", lambda: self.shop.payment(self.shop.paid(NOTEBOOK, self.PIECES)))

    def act(self, wallet: Wallet) -> None:
        request_refund(
            self.shop.db,
            wallet,
            payment_number=self.payment.number,
            refund_number=self.number,
            amount=Decimal(self.AMOUNT),
            seen_refundable=self._refundable,
            reason="客人改變心意",
            staff="merchant",
        )

    def sweep(self) -> None:
        with self.shop.db.write() as session:
            own = update(Refund).where(Refund.number == self.number, Refund.next_attempt_at.is_not(None))
            session.execute(own.values(next_attempt_at=utc_now(), lease_until=None))
        sweep_refunds(self.shop.db, self.shop.wallet)

    def state(self) -> str:
        with self.shop.db.read() as session:
            refund = session.scalar(select(Refund).where(Refund.number == self.number))
            if refund is None:
                return NOTHING
            assert refund.payment.refundable == self._refundable - self.AMOUNT
        match refund.status:
            case RefundStatus.REQUESTED | RefundStatus.UNKNOWN:
                return OPEN
            case RefundStatus.DONE:
                return DONE
            case status:
                return status

    def times_done(self) -> int:
        api = self.shop.wallet.api_of(self.payment)
        history = api.inquiry([self.payment.number]).transactions[self.payment.number].refund_history
        assert sum(row.amount or 0 for row in history) <= self.payment.amount - self._refundable + self.AMOUNT
        return len([row for row in history if row.refund_order_id == self.number])


def state_of_order(order: Order) -> str:
    """Of an order that is paid once somebody has asked."""
    assert order.payment is not None
    match order.status, order.payment.status:
        case OrderStatus.OPEN, PaymentStatus.PENDING:
            return OPEN
        case OrderStatus.PAID, PaymentStatus.PAID:
            return DONE
        case statuses:
            return " ".join(statuses)


def _status_at_jkopay(scene: Scene, number: str) -> int:
    return scene.shop.wallet.client.inquiry([number]).transactions[number].status
