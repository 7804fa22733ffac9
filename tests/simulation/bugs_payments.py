"""Known bugs of shops that take payments, each planted into the real services while its context lasts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import Database
from app.jkopay import Transaction, client
from app.jkopay.inquiry import Inquiry, read_inquiry
from app.jkopay.transaction import read_transaction
from app.models import ENDED_UNPAID, AttentionReason, OrderStatus, Payment, PaymentStatus, move
from app.models.money import to_decimal
from app.services import attention, inquiries, inquiry_schedule, notifications, payments, settlement, stock
from app.services.settlement import locked_payment, settle_paid
from app.services.wallet import Wallet
from app.web import callbacks

Bug = AbstractContextManager[object]


@contextmanager
def trust_the_callback() -> Iterator[None]:
    """Paid by what somebody posts to the result address, without an inquiry."""
    receive = notifications.receive_result

    def believe(db: Database, wallet: Wallet, token: str, body: bytes, digest: str | None) -> int:
        payment_id = receive(db, wallet, token, body, digest)
        row = read_transaction(client_json(body)["transaction"])
        with db.write() as session:
            payment = locked_payment(session, payment_id)
            if payment.status is not PaymentStatus.PAID:
                settle_paid(session, payment, row, payment.created_at)
        return payment_id

    with patch.object(callbacks, "receive_result", believe):
        yield


def client_json(body: bytes) -> dict[str, Any]:
    """The JSON object in a callback."""
    data: dict[str, Any] = json.loads(body)
    return data


def release_stock_on_timeout() -> Bug:
    """The pieces go back on the shelf when the entry is not answered, and the order stays open."""
    store = payments._store_silence

    def release(session: Session, payment: Payment, silence: Any, now: datetime) -> None:
        store(session, payment, silence, now)
        if payment.order.status is OrderStatus.OPEN:
            stock.release(session, payment.order.lines)

    return patch.object(payments, "_store_silence", release)


def close_order_on_silence() -> Bug:
    """An entry that is not answered ends the order."""
    store = payments._store_silence

    def close(session: Session, payment: Payment, silence: Any, now: datetime) -> None:
        store(session, payment, silence, now)
        settlement.close_order(session, payment.order, "expired", at=now)

    return patch.object(payments, "_store_silence", close)


def failed_on_timeout() -> Bug:
    """An entry that is not answered counts as refused, and nobody asks about it again."""

    def fail(session: Session, payment: Payment, _silence: Any, now: datetime) -> None:
        if payment.status is PaymentStatus.NEW:
            move(session, payment, PaymentStatus.REFUSED, "refused", at=now)
            settlement.close_order(session, payment.order, "refused", at=now)

    return patch.object(payments, "_store_silence", fail)


def expiry_overwrites_paid() -> Bug:
    """Whoever plans the next inquiry after the last moment writes `expired`, whatever the status has become."""
    plan = inquiries._plan

    def expire(session: Session, payment: Payment, now: datetime) -> None:
        plan(session, payment, now)
        if now >= payment.valid_until:
            session.flush()
            session.execute(update(Payment).where(Payment.id == payment.id).values(status=PaymentStatus.EXPIRED))

    return patch.object(inquiries, "_plan", expire)


def match_rows_by_position() -> Bug:
    """The first row of an inquiry is taken for the first order asked about."""

    def match(result_object: Mapping[str, Any], ids: Sequence[str]) -> Inquiry:
        rows = result_object["transactions"]
        named = [{**row, "platform_order_id": number} for number, row in zip(ids, rows, strict=False)]
        return read_inquiry({"transactions": named}, ids)

    return patch.object(client, "read_inquiry", match)


def amount_not_compared() -> Bug:
    """Any amount pays the order."""
    differs = settlement.difference_of

    def compare(payment: Payment, answer: Transaction) -> str:
        found = differs(payment, answer)
        return "" if found.startswith("final_price") else found

    return patch.object(settlement, "difference_of", compare)


def currency_not_compared() -> Bug:
    """As many yen will do."""

    def compare(payment: Payment, answer: Transaction) -> str:
        return "" if answer.final_price == to_decimal(payment.amount, payment.currency) else "final_price"

    return patch.object(settlement, "difference_of", compare)


def strange_links_accepted() -> Bug:
    """Whatever link comes back is shown to the shopper."""
    return patch.object(Wallet, "trusts_link", lambda _wallet, _url: True)


def new_number_on_resend() -> Bug:
    """An entry that was not answered is sent again under another number."""
    request = payments.request_link

    def renumber(db: Database, wallet: Wallet, payment_id: int, *, again: bool = False) -> None:
        if again:
            with db.write() as session:
                payment = session.get_one(Payment, payment_id)
                number = payment.number.encode()
                payment.request_body = payment.request_body.replace(number, number + b"x")
        request(db, wallet, payment_id, again=again)

    return patch.multiple(inquiries, request_link=renumber)


def missing_taken_for_paid() -> Bug:
    """Any row of a successful inquiry pays the order, one of an order that does not exist too."""
    apply = settlement.apply_transaction

    def believe(session: Session, payment: Payment, answer: Transaction, now: datetime) -> None:
        price = to_decimal(payment.amount, payment.currency)
        apply(session, payment, replace(answer, status=0, currency=payment.currency, final_price=price), now)

    return patch.object(inquiries, "apply_transaction", believe)


def yes_to_every_confirm() -> Bug:
    """Whatever JKOPay asks at `confirm_url`, the money may move."""
    return patch.object(notifications, "_objection", lambda _payment, _body, _now: "")


def late_payment_dropped() -> Bug:
    """Money for a payment that has ended is not looked at."""
    apply = settlement.apply_transaction

    def drop(session: Session, payment: Payment, answer: Transaction, now: datetime) -> None:
        if payment.status not in ENDED_UNPAID or answer.status != settlement.PAID:
            apply(session, payment, answer, now)

    return patch.object(inquiries, "apply_transaction", drop)


def unpaid_taken_for_failed() -> Bug:
    """Not paid yet counts as failed."""
    keep = settlement._keep_unpaid

    def fail(session: Session, payment: Payment, _status: int, now: datetime) -> None:
        keep(session, payment, settlement.FAILED, now)

    return patch.object(settlement, "_keep_unpaid", fail)


def paid_twice_not_told() -> Bug:
    """A second payment of an order is taken and put before nobody."""
    tell = attention.raise_attention

    def keep_quiet(session: Session, row: Payment, reason: AttentionReason, detail: str = "") -> None:
        if reason is not AttentionReason.PAID_TWICE:
            tell(session, row, reason, detail)

    return patch.object(settlement, "raise_attention", keep_quiet)


def asking_stops_with_the_link() -> Bug:
    """Nobody asks about a payment any more once its last moment has passed."""
    follow = inquiry_schedule.follow_link

    def stop(row: Any, now: datetime, *, is_open: bool) -> datetime | None:
        return follow(row, now, is_open=is_open) if now < row.valid_until else None

    return patch.object(inquiry_schedule, "follow_link", stop)
