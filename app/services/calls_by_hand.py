"""Calls of JKOPay by hand, beside the shop's books: nothing of them is stored but what the log of calls notes.

What the shop's own books know is refused here: its money moves through them alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from sqlalchemy import or_, select

from app.db import Database, utc_now
from app.jkopay import Api, EntryRequest, Product, RefundRequest, RequestInvalid, WalletRefused, WalletSilent
from app.models import Authorization, Order, Outcome, Payment
from app.services.calls_by_hand_facts import (
    Facts,
    tell_authorization,
    tell_inquiry,
    tell_link,
    tell_refund,
)
from app.services.inquiry_schedule import PAYMENT_VALID
from app.services.numbers import new_order_number, new_refund_number
from app.services.wallet import Wallet

MARK = "CLI"
"""What the number of every order and refund made by hand begins with; no number of the shop's books does."""


class Unsendable(Exception):
    """JKOPay would never accept it, so nothing was sent. The text names the field or setting, and its rule."""


class InOurBooks(Exception):
    """The order or authorization is the shop's own; `page` is the admin's address of it."""

    def __init__(self, number: str, page: str) -> None:
        super().__init__(number)
        self.number = number
        self.page = page


@dataclass(frozen=True)
class Said:
    """What came of one call. `facts` is JSON, of what JKOPay answered, without personal data.

    `result` is JKOPay's code, or why there was silence. `may_have_arrived` and `hint` (which setting to check) are
    about silences.
    """

    api: str
    outcome: Outcome
    result: str
    message: str | None = None
    facts: Facts = field(default_factory=dict)
    may_have_arrived: bool = True
    hint: str | None = None


def new_order_id() -> str:
    """Such as CLI-T261121-7K2M9Q."""
    return f"{MARK}-{new_order_number(utc_now())}"


def new_refund_id() -> str:
    """Such as CLI-R7K2M9Q3A."""
    return new_refund_number(MARK)


def make_order(wallet: Wallet, *, order_id: str, amount: Decimal, currency: str, name: str) -> Said:
    """Ask for an order of one piece of `name` that is none of the shop's; it can be paid for an hour.

    JKOPay tells its result to the doctor's rehearsal, which answers 200 and stores nothing: a result address is
    required, and one that does not answer 200 is called twelve times more (protocol section 4). It carries no
    confirm_url, which is optional (section 2): the shop would have to say no to an order that it does not know.

    Raises:
        Unsendable: a field or setting that JKOPay would never accept, or an `order_id` that does not begin with `MARK`.
    """
    if not order_id.startswith(f"{MARK}-"):
        raise Unsendable(f"order id: must begin with {MARK}-, so that nobody takes it for an order of the shop")

    def ask() -> Facts:
        now = utc_now()
        request = EntryRequest(
            platform_order_id=order_id,
            store_id=wallet.store_id,
            currency=currency,
            total_price=amount,
            final_price=amount,
            unredeem=Decimal(0),
            valid_time=now + PAYMENT_VALID,
            confirm_url=None,
            result_url=f"{wallet.public_url}/jkopay/rehearsal",
            result_display_url=f"{wallet.public_url}/",
            products=[Product(name=name, unit_count=1, unit_price=amount, unit_final_price=amount)],
        )
        return tell_link(request, wallet.client.entry(request), wallet.trusts_link, now)

    return _send(Api.ENTRY, ask)


def ask_orders(wallet: Wallet, order_ids: Sequence[str], *, are_charges: bool) -> Said:
    """Ask after 1 to 20 orders, or charges of authorizations.

    A row that cannot be read, or is missing, makes the whole answer a silence: its order is as unknown as before.

    Raises:
        Unsendable: no, repeated or too many ids, or one of another shape.
    """
    ask = wallet.client.authpay.inquiry if are_charges else wallet.client.inquiry
    api = Api.AUTHPAY_INQUIRY if are_charges else Api.INQUIRY
    said = _send(api, lambda: tell_inquiry(ask(order_ids), order_ids))
    if said.outcome is Outcome.ANSWERED and any("unreadable" in row for row in said.facts["orders"]):
        return Said(api, Outcome.SILENT, "malformed", facts=said.facts)
    return said


def refund_order(
    db: Database, wallet: Wallet, *, order_id: str, amount: Decimal, currency: str, refund_id: str, is_charge: bool
) -> Said:
    """Give back `amount` of an order or charge that is not the shop's, sent once.

    Raises:
        InOurBooks: it is the shop's.
        Unsendable: a field that JKOPay would never accept.
    """
    refuse_own_order(db, wallet, order_id)
    send = wallet.client.authpay.refund if is_charge else wallet.client.refund

    def ask() -> Facts:
        request = RefundRequest(order_id, amount, refund_id, currency=currency)
        return tell_refund(request, send(request))

    return _send(Api.AUTHPAY_REFUND if is_charge else Api.REFUND, ask)


def ask_authorization(wallet: Wallet, auth_no: str) -> Said:
    """Ask how an authorization stands.

    Raises:
        Unsendable: a number of another shape.
    """
    return _send(Api.AUTHPAY_DETAIL, lambda: tell_authorization(wallet.client.authpay.detail(auth_no)))


def cancel_authorization_by_hand(db: Database, wallet: Wallet, auth_no: str) -> Said:
    """End an authorization that is not the shop's, sent once.

    Raises:
        InOurBooks: it is the shop's.
        Unsendable: a number of another shape.
    """
    refuse_own_authorization(db, wallet, auth_no)

    def ask() -> Facts:
        wallet.client.authpay.cancel(auth_no)
        return {"auth_no": auth_no}

    return _send(Api.AUTHPAY_CANCEL, ask)


def refuse_own_order(db: Database, wallet: Wallet, order_id: str) -> None:
    """Raises `InOurBooks` when `order_id` is a payment, charge or order of the shop, in capitals or not."""
    typed = (order_id, order_id.upper())
    query = select(Order.number).outerjoin(Payment, Payment.order_id == Order.id)
    with db.read() as session:
        found = session.scalar(query.where(or_(Payment.number.in_(typed), Order.number.in_(typed))).limit(1))
    if found is not None:
        raise InOurBooks(order_id, f"{wallet.public_url}/admin/orders/{found}")


def refuse_own_authorization(db: Database, wallet: Wallet, auth_no: str) -> None:
    """Raises `InOurBooks` when `auth_no` is JKOPay's or our number of an authorization of the shop."""
    named = or_(Authorization.auth_no == auth_no, Authorization.number == auth_no.upper())
    with db.read() as session:
        found = session.scalar(select(Authorization.number).where(named).limit(1))
    if found is not None:
        raise InOurBooks(auth_no, f"{wallet.public_url}/admin/authorizations/{found}")


def _send(api: Api, ask: Callable[[], Facts]) -> Said:
    told = partial(Said, api)
    try:
        return told(Outcome.ANSWERED, "000", facts=ask())
    except RequestInvalid as error:
        raise Unsendable(str(error)) from None
    except WalletRefused as refusal:
        return told(Outcome.REFUSED, refusal.result, refusal.message)
    except WalletSilent as silence:
        arrived = silence.may_have_arrived
        return told(Outcome.SILENT, silence.reason, silence.cause, may_have_arrived=arrived, hint=silence.hint)
