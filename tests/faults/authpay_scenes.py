"""The calls of authorized payment, as `scenes`."""

from typing import Any

from sqlalchemy import select, update

from app.db import utc_now
from app.models import Authorization, AuthorizationStatus, Charge, Order, Payment
from app.services.bindings import subscribe
from app.services.cancellations import cancel_authorization
from app.services.charge_recovery import resolve_charge, sweep_charges
from app.services.checkout import place_order
from app.services.details import ask_detail, sweep_authorizations
from app.services.wallet import Wallet
from tests.faults.scenes import CONTACT, DONE, NOTHING, OPEN, RefundScene, Scene, new_key, state_of_order
from tests.faults.stage import NOTEBOOK
from tests.running import RunningShop
from tests.services.test_bindings import bind


class Limited(Scene):
    api = "POST /platform/authpay/limited"

    def prepare(self) -> None:
        self.key = new_key()

    def act(self, wallet: Wallet) -> None:
        bind(self.shop, self.key, wallet=wallet)

    def state(self) -> str:
        with self.shop.db.read() as session:
            found = session.scalar(select(Authorization).where(Authorization.binding_key == self.key))
        if found is None:
            return NOTHING
        self.number = found.number
        if found.status is AuthorizationStatus.PENDING and found.auth_no and found.authpay_url:
            assert found.auth_no in [row["auth_no"] for row in self.bindings()]
            return DONE
        return OPEN if found.status is AuthorizationStatus.NEW else found.status

    def sweep(self) -> None:
        sweep_one(self.shop, self.number)

    def times_done(self) -> int:
        return len(self.bindings())

    def bindings(self) -> list[dict[str, Any]]:
        """What JKOPay has under our number."""
        rows = self.shop.sandbox.authorizations() if self.number else []
        return [row for row in rows if row["platform_authpay_id"] == self.number]


class Regular(Limited):
    api = "POST /platform/authpay/regular"

    def act(self, wallet: Wallet) -> None:
        subscribe(
            self.shop.db,
            wallet,
            plan_slug="bread-every-week",
            contact=CONTACT,
            locale="zh_Hant_TW",
            binding_key=self.key,
        )


class Transaction(Scene):
    """One tap: an order charged under an authorization."""

    api = "POST /platform/authpay/transaction"
    moves_money = True
    pieces = 1

    def prepare(self) -> None:
        self._key = new_key()
        self._authorization = self.stage.once("bound", self.shop.bind)

    def act(self, wallet: Wallet) -> None:
        place_order(
            self.shop.db,
            wallet,
            cart={NOTEBOOK: self.pieces},
            currency="TWD",
            contact=CONTACT,
            locale="zh_Hant_TW",
            checkout_key=self._key,
            one_tap=self._authorization.token,
        )

    def charge(self) -> Charge | None:
        """The one charge of the order."""
        with self.shop.db.read() as session:
            return session.scalar(
                select(Charge).join(Order, Order.id == Charge.order_id).where(Order.checkout_key == self._key)
            )

    def state(self) -> str:
        charge = self.charge()
        if charge is None:
            return NOTHING
        self.number = charge.number
        with self.shop.db.read() as session:
            token = session.scalars(select(Order.token).where(Order.id == charge.order_id)).one()
        return state_of_order(self.shop.order(token))

    def sweep(self) -> None:
        with self.shop.db.write() as session:
            own = update(Payment).where(Payment.number == self.number)
            session.execute(own.values(next_inquiry_at=utc_now(), lease_until=None))
        sweep_charges(self.shop.db, self.shop.wallet)

    def times_done(self) -> int:
        api = self.shop.wallet.client.authpay
        return int(bool(self.number) and api.inquiry([self.number]).transactions[self.number].status == 0)


class AuthpayInquiry(Transaction):
    """A charge whose own answer was lost."""

    api = "GET /platform/authpay/inquiry"
    moves_money = False

    def prepare(self) -> None:
        super().prepare()
        self.shop.sandbox.faults(Transaction.api, "reset")
        super().act(self.shop.wallet)
        charge = self.charge()
        assert charge is not None
        self.number, self._id = charge.number, charge.id

    def act(self, wallet: Wallet) -> None:
        with self.shop.db.write() as session:
            due = update(Payment).where(Payment.id == self._id)
            session.execute(due.values(next_inquiry_at=utc_now(), lease_until=None))
        sweep_charges(self.shop.db, wallet)

    def sweep(self) -> None:
        self.act(self.shop.wallet)

    def ask_again(self, wallet: Wallet) -> None:
        resolve_charge(self.shop.db, wallet, self._id)


class AuthpayRefund(RefundScene):
    api = "POST /platform/authpay/refund"

    def pay(self) -> Payment:
        return self.stage.once("charged", self._charge)

    def _charge(self) -> Payment:
        charging = Transaction(self.stage)
        charging.pieces = self.PIECES
        charging.act(self.shop.wallet)
        assert charging.state() == DONE
        charge = charging.charge()
        assert charge is not None
        return charge


class Detail(Scene):
    """A binding that the wallet user has granted."""

    api = "GET /platform/authpay/detail"

    def prepare(self) -> None:
        self.token = bind(self.shop, new_key()).token
        self.number = self.authorization().number
        self.auth_no = self.authorization().auth_no or ""
        assert "authpay" in self.shop.sandbox.grant(self.auth_no)

    def authorization(self) -> Authorization:
        """As it stands now."""
        return self.shop.authorization(self.token)

    def act(self, wallet: Wallet) -> None:
        sweep_one(self.shop, self.number, wallet)

    def sweep(self) -> None:
        sweep_one(self.shop, self.number)

    def ask_again(self, wallet: Wallet) -> None:
        ask_detail(self.shop.db, wallet, self.authorization().id)

    def state(self) -> str:
        status = self.authorization().status
        return {AuthorizationStatus.PENDING: OPEN, AuthorizationStatus.GRANTED: DONE}.get(status, status)

    def times_done(self) -> int:
        return int(self.status_at_jkopay() == "granted")

    def status_at_jkopay(self) -> str:
        """By its own books."""
        return self.shop.wallet.client.authpay.detail(self.auth_no).status

    def sent(self) -> list[bytes]:
        return [payload for payload in self.shop.calls.payloads(self.api) if self.auth_no.encode() in payload]


class Cancel(Detail):
    """Of an authorization that is granted."""

    api = "POST /platform/authpay/cancel"

    def prepare(self) -> None:
        super().prepare()
        super().act(self.shop.wallet)
        assert self.authorization().status is AuthorizationStatus.GRANTED

    def act(self, wallet: Wallet) -> None:
        cancel_authorization(self.shop.db, wallet, number=self.number, actor="shopper")

    def state(self) -> str:
        status = self.authorization().status
        names = {
            AuthorizationStatus.GRANTED: NOTHING,
            AuthorizationStatus.CANCELLING: OPEN,
            AuthorizationStatus.CANCELLED: DONE,
        }
        return names.get(status, status)

    def times_done(self) -> int:
        return int(self.status_at_jkopay() == "cancel")


def sweep_one(shop: RunningShop, number: str, wallet: Wallet | None = None) -> None:
    """One round of the jobs about one authorization, as if the waits had passed."""
    with shop.db.write() as session:
        own = update(Authorization).where(Authorization.number == number)
        session.execute(own.values(next_inquiry_at=utc_now(), lease_until=None))
    sweep_authorizations(shop.db, wallet or shop.wallet)
