"""One shop, its sandbox, a shopper and a member of the staff of each language, for many refusals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import time_machine
from flask_babel import force_locale, gettext
from sqlalchemy import update

from app.db import utc_now
from app.models import Attention, Authorization, Order, Payment, Product, Refund
from app.models.money import format_money
from app.services.bindings import bind_limited, subscribe
from app.services.charge_recovery import sweep_charges
from app.services.checkout import Contact, place_order
from app.services.details import sweep_authorizations
from app.services.numbers import new_token
from app.services.subscriptions import sweep_subscriptions
from tests.admin.browsing import Browser
from tests.refusals.listening import Answers
from tests.running import RunningShop
from tests.sandbox.authpay_wire import AuthpayWire
from tests.web.shopper import Shopper

CONTACT = Contact("王小明", "ming@example.com")
PLAN = "tea-every-month"
LOCALES = ("zh_Hant_TW", "en")
_NOTEBOOK = "kraft-notebook"
_TAIPEI_NIGHT = timedelta(hours=12)


class Stage:
    """It is Monday morning in Taipei. `wire` is a second integration of the same merchant, with the same keys."""

    def __init__(self, shop: RunningShop, clock: time_machine.Traveller) -> None:
        self.shop = shop
        self._clock = clock
        self.answers = Answers(shop.sandbox)
        self.wire = AuthpayWire(shop.sandbox, "http://127.0.0.1:9")
        # What happened is learned by asking only, at the moment the test wants.
        shop.sandbox.faults("callback result_url", "drop", times=None)
        with shop.db.write() as session:
            session.execute(update(Product).where(Product.slug == _NOTEBOOK).values(on_hand=100_000))
        self.shoppers = {locale: Shopper(shop, locale) for locale in LOCALES}
        self.staff = {locale: self._sign_in(locale) for locale in LOCALES}

    def scene(self, locale: str) -> "Scene":
        """A new one, in which everybody reads `locale`."""
        return Scene(self, self.shop, locale, self.shoppers[locale], self.staff[locale])

    def to_night(self) -> None:
        """Twelve hours on, for shop and sandbox."""
        self._clock.shift(_TAIPEI_NIGHT)

    def to_morning(self) -> None:
        """Twelve hours back: to the same morning, so that no window and no cycle has passed."""
        self._clock.shift(-_TAIPEI_NIGHT)

    def clear(self) -> None:
        """Nothing of an earlier scene is due, open or remembered, and JKOPay counts as awake."""
        with self.shop.db.write() as session:
            session.execute(update(Payment).values(next_inquiry_at=None, lease_until=None))
            session.execute(update(Refund).values(next_attempt_at=None, lease_until=None))
            session.execute(update(Authorization).values(next_inquiry_at=None, lease_until=None))
            session.execute(update(Attention).values(settled_at=utc_now(), settled_by="system"))
        self.shop.wallet.breaker.note_answer()
        self.answers.clear()

    def _sign_in(self, locale: str) -> Browser:
        browser = Browser(self.shop.app)
        browser.sign_in()
        with browser.client.session_transaction() as session:
            session["locale"] = locale
        return browser


@dataclass
class Scene:
    """What one row of the table is about, and what people read right after they pressed a button."""

    stage: Stage
    shop: RunningShop
    locale: str
    shopper: Shopper
    staff: Browser
    order: Order | None = None
    authorization: Authorization | None = None
    amount: str = ""
    shopper_read: list[str] = field(default_factory=list)
    staff_read: list[str] = field(default_factory=list)

    @property
    def wire(self) -> AuthpayWire:
        """The second integration."""
        return self.stage.wire

    def ask(self, kind: str = "limited") -> Authorization:
        """A binding just asked for; of a plan for `regular`."""
        key = new_token()
        common = {"contact": CONTACT, "locale": self.locale, "binding_key": key}
        if kind == "limited":
            token = bind_limited(self.shop.db, self.shop.wallet, amount=3000, **common)  # type: ignore[arg-type]
        else:
            token = subscribe(self.shop.db, self.shop.wallet, plan_slug=PLAN, **common)  # type: ignore[arg-type]
        self.authorization = self.shop.authorization(token)
        return self.authorization

    def bind(self, user: str = "balance", kind: str = "limited") -> str:
        """A granted binding, and the shop knows. Returns JKOPay's number of it."""
        asked = self.ask(kind)
        self.authorization = self.shop.granted(asked.token, user)
        return self.authorization.auth_no or ""

    def learn(self) -> None:
        """The shop asks how its authorization stands."""
        assert self.authorization is not None
        with self.shop.db.write() as session:
            own = update(Authorization).where(Authorization.id == self.authorization.id)
            session.execute(own.values(next_inquiry_at=utc_now(), lease_until=None))
        sweep_authorizations(self.shop.db, self.shop.wallet)

    def tap(self) -> Order:
        """Check out with one tap."""
        assert self.authorization is not None
        token = place_order(
            self.shop.db,
            self.shop.wallet,
            cart={_NOTEBOOK: 1},
            currency="TWD",
            contact=CONTACT,
            locale=self.locale,
            checkout_key=new_token(),
            one_tap=self.authorization.token,
        )
        return self.about(self.shop.order(token))

    def about(self, order: Order) -> Order:
        """Make `order` the one people look at."""
        self.order = order
        self.amount = format_money(order.total, order.currency)
        return order

    def charge_plan(self) -> None:
        """The jobs open this month's order of the plan and charge it."""
        assert self.authorization is not None
        while sweep_subscriptions(self.shop.db):
            pass
        (charge,) = self.shop.authorization(self.authorization.token).charges
        self.about(self.shop.order(charge.order.token))
        self.advance()

    def advance(self) -> None:
        """The jobs bring the charge of the order a step further, as if the wait had passed."""
        assert self.order is not None
        with self.shop.db.write() as session:
            own = update(Payment).where(Payment.order_id == self.order.id)
            session.execute(own.values(next_inquiry_at=utc_now(), lease_until=None))
        sweep_charges(self.shop.db, self.shop.wallet)

    def tap_at_night(self, meanwhile: Callable[[Order], object]) -> None:
        """Order when nothing is charged; something happens; the charge is sent when the window is open."""
        self.stage.to_night()
        order = self.tap()
        self.stage.to_morning()
        meanwhile(order)
        self.advance()

    def read(self) -> None:
        """Shopper and staff open the pages of the order, else of the authorization."""
        subject = self.order or self.authorization
        assert subject is not None
        folder = "orders" if self.order else "authorizations"
        self.shopper.open(f"/{folder}/{subject.token}")
        self.shopper_read.append(self.shopper.page)
        self.staff_read.append(self.staff.get(f"/admin/{folder}/{subject.number}").text)

    def translate(self, sentence: str) -> str:
        """An English sentence in the language of the scene, with the amount filled in."""
        with self.shop.app.test_request_context(), force_locale(self.locale):
            return self._fill(str(gettext(sentence)))

    def translate_to_english(self, sentence: str) -> str:
        """As `translate`, for English readers: the sentence itself."""
        return self._fill(sentence)

    def _fill(self, sentence: str) -> str:
        return sentence.replace("%(amount)s", self.amount)
