"""Known bugs of shops that give money back, each planted into the real services while its context lasts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import WalletRefused
from app.models import Payment, Refund, RefundStatus
from app.services import charge_recovery, details, inquiries, refund_recovery, refunds, subscriptions
from app.services.leases import NOW, Due
from app.services.wallet import Wallet
from tests.simulation.bugs_payments import Bug
from tests.simulation.world import the_world


def new_refund_id_on_retry() -> Bug:
    """A refund that was not answered is sent again under another id."""
    send = refunds.send_refund

    def renumber(db: Database, wallet: Wallet, refund_id: int) -> None:
        with db.write() as session:
            refund = session.get_one(Refund, refund_id)
            number = refund.number.encode()
            refund.request_body = refund.request_body.replace(number, number + b"x")
        send(db, wallet, refund_id)

    return patch.object(refund_recovery, "send_refund", renumber)


def refund_failed_on_timeout() -> Bug:
    """A refund that is not answered counts as refused."""

    def fail(session: Session, refund: Refund, _silence: Any, now: datetime) -> None:
        refund.next_attempt_at = None
        if refund.status in (RefundStatus.REQUESTED, RefundStatus.UNKNOWN):
            refunds.refuse_refund(session, refund, now)

    return patch.object(refunds, "_store_silence", fail)


def _refusal_after_silence_believed() -> Bug:
    """A refusal of a refund that was sent before ends it at once, although the first may have been made."""

    def believe(session: Session, refund: Refund, refusal: WalletRefused, now: datetime) -> None:
        refund.refusal_code, refund.next_attempt_at = refusal.result, None
        if refund.status in (RefundStatus.REQUESTED, RefundStatus.UNKNOWN):
            refunds.refuse_refund(session, refund, now)

    return patch.object(refunds, "_store_refusal", believe)


@contextmanager
def pending_refunds_not_counted() -> Iterator[None]:
    """What is on its way back counts as still there."""
    guards = ("refunds_within_paid_insert", "refunds_within_paid_update")
    left = property(_left_of_what_is_done)
    with the_world().without(*guards), patch.object(Payment, "refundable", new_callable=lambda: left):
        yield


def unknown_refund_never_asked() -> Bug:
    """A refund that was not answered waits for ever."""

    def forget(refund: Refund, _now: datetime) -> None:
        refund.next_attempt_at = None

    return patch.multiple(refunds, plan_attempt=forget)


def resent_without_looking() -> Bug:
    """A refund that was not answered is sent again before anybody asks whether it was made, and a 105 is believed."""
    stack = ExitStack()
    stack.enter_context(patch.object(refund_recovery, "resolve_refund", refunds.send_refund))
    stack.enter_context(_refusal_after_silence_believed())
    return stack


@contextmanager
def lease_ignored() -> Iterator[None]:
    """Whoever finds a row that is due works on it, and nobody else can see that."""

    def claim(db: Database, due: Due) -> list[int]:
        anyway = select(due.model.id).where(due.at <= NOW, *due.conditions).order_by(due.at).limit(due.limit)
        with db.read() as session:
            return list(session.scalars(anyway, {"now": utc_now()}))

    with ExitStack() as stack:
        for module in (inquiries, refund_recovery, charge_recovery, details, subscriptions):
            stack.enter_context(patch.object(module, "claim", claim))
        yield


def _left_of_what_is_done(payment: Payment) -> int:
    return payment.amount - payment.refunded
