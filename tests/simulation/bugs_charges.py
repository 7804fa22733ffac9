"""Known bugs of shops that charge under an authorization, each planted into the real services."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy.orm import Session

from app.db import Database
from app.jkopay import Silence, Transaction, WalletSilent
from app.models import (
    ENDED_UNPAID,
    Authorization,
    AuthorizationStatus,
    Charge,
    Order,
    OrderStatus,
    PaymentStatus,
    Subscription,
    move,
)
from app.services import (
    binding_schedule,
    charge_recovery,
    charges,
    charging_again,
    consents,
    detail_plan,
    details,
    subscriptions,
)
from app.services.charge_window import is_open
from app.services.cycles import Slot
from app.services.inquiry_schedule import LEASE
from app.services.numbers import new_token
from app.services.settlement import close_order
from app.services.wallet import Wallet
from tests.simulation.bugs_payments import Bug
from tests.simulation.world import the_world


@contextmanager
def charge_outside_the_lock() -> Iterator[None]:
    """A charge is sent without a look at whether another of its authorization is on its way."""

    def begin(session: Session, charge: Charge, now: datetime) -> bool:
        charge.lease_until = charge.next_inquiry_at = now + LEASE
        if is_open(now):
            move(session, charge, PaymentStatus.PENDING, "charge_sent", at=now)
        return is_open(now)

    with the_world().without("uq_payments_in_flight"), patch.object(charges, "_begin", begin):
        yield


def charge_closed_on_silence() -> Bug:
    """A charge that is not answered closes its order, so that the shopper pays another way too."""
    store = charges._store_silence

    def close(session: Session, charge: Charge, silence: Any, now: datetime) -> None:
        store(session, charge, silence, now)
        close_order(session, charge.order, "unpaid", at=now)

    return patch.object(charges, "_store_silence", close)


def new_charge_number_on_resend() -> Bug:
    """A charge that was not answered is sent again under another number."""
    send = charges.transmit

    def renumber(db: Database, wallet: Wallet, charge_id: int, body: bytes, *, again: bool = False) -> None:
        with db.read() as session:
            number = session.get_one(Charge, charge_id).number.encode()
        send(db, wallet, charge_id, body.replace(number, number + b"x"), again=again)

    return patch.object(charge_recovery, "transmit", renumber)


def success_taken_for_paid() -> Bug:
    """The result `000` of a charge pays the order, whatever its `status`."""
    store = charges._store_answer

    def believe(session: Session, charge: Charge, row: Transaction, now: datetime) -> None:
        store(session, charge, replace(row, status=0), now)

    return patch.object(charges, "_store_answer", believe)


def failed_taken_for_pending() -> Bug:
    """The status 100 of a charge is read as one that may still change."""
    return patch.multiple(charges, FAILED=-1)


def garbage_taken_for_refusal() -> Bug:
    """An answer to a charge that cannot be read counts as a no."""
    store = charges._store_silence

    def refuse(session: Session, charge: Charge, silence: WalletSilent, now: datetime) -> None:
        if silence.reason is not Silence.NOT_JSON or charge.status is not PaymentStatus.PENDING:
            store(session, charge, silence, now)
            return
        charge.refusal_code = "115"
        charges.refuse(session, charge, now)

    return patch.object(charges, "_store_silence", refuse)


@contextmanager
def charging_window_ignored() -> Iterator[None]:
    """Charges are sent at any hour."""
    with ExitStack() as stack:
        for module in (charges, charge_recovery):
            stack.enter_context(patch.object(module, "is_open", lambda _now: True))
        yield


def charge_after_cancel() -> Bug:
    """Whether the authorization still stands is not looked at before a charge is sent."""
    why_not = charges.why_not

    def look_less(charge: Charge, authorization: Authorization, now: datetime) -> str:
        found = why_not(charge, authorization, now)
        return "" if found.startswith("the authorization") else found

    return patch.object(charges, "why_not", look_less)


def charge_beside_code() -> Bug:
    """An order is charged again although the code that was tried since may still be paid."""

    def look_at_charge(order: Order, last: Charge, authorization: Authorization, now: datetime) -> bool:
        stands = authorization.status is AuthorizationStatus.GRANTED
        return last.status in ENDED_UNPAID and stands and order.status is not OrderStatus.PAID and is_open(now)

    return patch.object(charging_again, "may_charge_again", look_at_charge)


@contextmanager
def charge_while_disputed() -> Iterator[None]:
    """An order is charged although JKOPay calls a payment of it paid with another amount."""
    with ExitStack() as stack:
        for module in (charges, charge_recovery, charging_again):
            stack.enter_context(patch.object(module, "is_disputed", lambda *_: False))
        yield


def cycle_charged_twice() -> Bug:
    """A second order for the same time in a cycle is not noticed."""
    add = subscriptions._add_order

    def add_unnoticed(session: Session, subscription: Subscription, slot: Slot, now: datetime) -> Order:
        subscription.next_charge_at = now
        return add(session, subscription, Slot(slot.due, f"{slot.key} {new_token()}", slot.ends), now)

    return patch.object(subscriptions, "_add_order", add_unnoticed)


def cancellation_forgotten() -> Bug:
    """A cancellation that was not answered is not sent again."""
    plan = binding_schedule.next_detail_at

    def forget(authorization: Authorization, now: datetime, spread: float) -> datetime | None:
        is_asked = authorization.status is AuthorizationStatus.CANCELLING
        return None if is_asked else plan(authorization, now, spread)

    return patch.object(detail_plan, "next_detail_at", forget)


def ungranted_taken_for_granted() -> Bug:
    """An authorization counts as granted as soon as JKOPay answers about it."""

    def grant(session: Session, authorization: Authorization, detail: Any, now: datetime) -> None:
        consents._apply_grant(session, authorization, detail, now)

    return patch.object(details, "apply_detail", grant)


def cancelled_elsewhere_not_noticed() -> Bug:
    """What the wallet's user or JKOPay cancelled goes on as granted."""
    apply = consents.apply_detail

    def overlook(session: Session, authorization: Authorization, detail: Any, now: datetime) -> None:
        if detail.status != consents.CANCEL:
            apply(session, authorization, detail, now)

    return patch.object(details, "apply_detail", overlook)
