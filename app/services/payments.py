"""Payments: their intent, the link a shopper pays, its renewal, and another try."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import EntryAnswer, EntryRequest, OrderIsPaid, Product, RequestInvalid, WalletRefused, WalletSilent
from app.models import (
    ENDED_UNPAID,
    AttentionReason,
    Charge,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    move,
    record,
)
from app.models.money import to_decimal
from app.services import stock
from app.services.attention import raise_attention, raise_integration_fault
from app.services.disputes import is_disputed
from app.services.inquiry_schedule import LEASE, PAYMENT_VALID, next_inquiry_at, was_just_asked
from app.services.leases import let_go
from app.services.numbers import new_token
from app.services.settlement import close_order, lock_order, locked_payment, remark_silence
from app.services.wallet import Wallet

# A QR this close to its end is renewed too: it would die while the shopper aims the camera.
_DYING = timedelta(seconds=15)
_PRODUCT_NAME_MAX = 60

log = structlog.get_logger(__name__)


class Unpayable(Exception):
    """JKOPay would never accept this payment: its amount is below the currency's minimum, or a setting is wrong."""


def add_payment(session: Session, wallet: Wallet, order: Order, now: datetime) -> Payment:
    """Store the intent to be paid for `order`, the exact bytes to send included, held for the caller's own call.

    Raises:
        Unpayable: a setting or an amount that JKOPay would never accept.
    """
    number = f"{order.number}-{len(order.payments) + 1}"
    token = new_token()
    valid_until = (now + PAYMENT_VALID).replace(microsecond=0)
    payment = Payment(
        order=order,
        number=number,
        callback_token=token,
        currency=order.currency,
        amount=order.total,
        request_body=_entry_body(wallet, order, number, token, valid_until),
        valid_until=valid_until,
        next_inquiry_at=now + LEASE,
        lease_until=now + LEASE,
        created_at=now,
    )
    session.add(payment)
    session.flush()
    order.payment_id = payment.id
    record(session, payment, "payment_started", to_status=PaymentStatus.NEW, at=now)
    return payment


def request_link(db: Database, wallet: Wallet, payment_id: int, *, again: bool = False) -> None:
    """Send the stored entry of a payment the caller holds and store the outcome: one call, one commit.

    `again`: it was to be sent before, so the order may exist at JKOPay whatever is answered now.
    """
    with db.read() as session:
        body = session.scalars(select(Payment.request_body).where(Payment.id == payment_id)).one()
    outcome: EntryAnswer | WalletRefused | WalletSilent
    try:
        outcome = wallet.client.entry(body)
    except (WalletRefused, WalletSilent) as error:
        outcome = error
    now = utc_now()
    with db.write() as session:
        payment = locked_payment(session, payment_id)
        payment.entry_silent = payment.entry_silent or again
        if isinstance(outcome, EntryAnswer):
            _store_link(session, wallet, payment, outcome, now)
        elif isinstance(outcome, WalletSilent):
            _store_silence(session, payment, outcome, now)
        else:
            _store_refusal(session, payment, outcome, now)
        asks_now = isinstance(outcome, WalletRefused) and payment.status is not PaymentStatus.REFUSED
        let_go(payment, now if asks_now else next_inquiry_at(payment, now), now)


def renew_link(db: Database, wallet: Wallet, token: str) -> None:
    """Ask JKOPay for another 20 minutes of the same link, or for a first one where none came yet.

    Does nothing while the QR lives, when the payment can no longer be paid, or must not be, or when somebody is at it
    already.
    """
    now = utc_now()
    with db.write() as session:
        payment = _current_payment(session, token)
        if payment is None or not _wants_link(payment, now) or is_disputed(session, payment.order):
            return
        payment.lease_until = payment.next_inquiry_at = now + LEASE
    request_link(db, wallet, payment.id, again=True)


def retry_payment(db: Database, wallet: Wallet, token: str) -> None:
    """Start a new payment of an order whose last one failed, was refused or ran out, and that may cost its shopper
    nothing yet.

    The old one stays under inquiry, and its confirm_url now answers no. A second click finds the new payment and does
    nothing.

    Raises:
        OutOfStock: the order had given its stock back and there is not enough left.
        Unpayable: see `add_payment`.
    """
    now = utc_now()
    with db.write() as session:
        old = _current_payment(session, token)
        if old is None or old.status not in ENDED_UNPAID:
            return
        order = old.order
        if order.status is OrderStatus.PAID or is_disputed(session, order):
            return
        if order.status is OrderStatus.CLOSED:
            stock.reserve(session, order.lines)
            move(session, order, OrderStatus.OPEN, "reopened", actor="shopper", at=now)
        payment = add_payment(session, wallet, order, now)
    request_link(db, wallet, payment.id)


def check_payment(db: Database, token: str) -> int | None:
    """The shopper wants to know now. Returns the payment to ask about, or None when that would tell nothing new."""
    now = utc_now()
    with db.write() as session:
        payment = _current_payment(session, token)
        if payment is None or payment.next_inquiry_at is None or _must_wait(payment) or was_just_asked(payment, now):
            return None
        payment.next_inquiry_at = min(payment.next_inquiry_at, now)
        return payment.id


def _must_wait(payment: Payment) -> bool:
    """Asking would tell nothing, or send a charge before its time."""
    is_planned = isinstance(payment, Charge) and payment.status is PaymentStatus.NEW
    return is_planned or payment.status is PaymentStatus.PAID


def _entry_body(wallet: Wallet, order: Order, number: str, token: str, valid_until: datetime) -> bytes:
    try:
        return _entry(wallet, order, number, token, valid_until).to_bytes()
    except RequestInvalid as error:
        log.error("entry_invalid", payment=number, reason=str(error))
        raise Unpayable(str(error)) from error


def _entry(wallet: Wallet, order: Order, number: str, token: str, valid_until: datetime) -> EntryRequest:
    price = to_decimal(order.total, order.currency)
    return EntryRequest(
        platform_order_id=number,
        store_id=wallet.store_id,
        currency=order.currency,
        total_price=price,
        final_price=price,
        unredeem=to_decimal(0, order.currency),
        valid_time=valid_until,
        confirm_url=f"{wallet.public_url}/jkopay/{token}/confirm",
        result_url=f"{wallet.public_url}/jkopay/{token}/result",
        result_display_url=f"{wallet.public_url}/orders/{order.token}/return",
        products=[
            Product(
                name=(line.name_en if order.locale == "en" else line.name_zh)[:_PRODUCT_NAME_MAX],
                unit_count=line.count,
                unit_price=to_decimal(line.unit_price, order.currency),
                unit_final_price=to_decimal(line.unit_price, order.currency),
            )
            for line in order.lines
        ],
    )


def _current_payment(session: Session, token: str) -> Payment | None:
    order_id = session.scalar(select(Order.id).where(Order.token == token))
    return None if order_id is None else lock_order(session, order_id).payment


def _wants_link(payment: Payment, now: datetime) -> bool:
    if isinstance(payment, Charge) or now >= payment.valid_until or payment.order.status is not OrderStatus.OPEN:
        return False
    if payment.status is PaymentStatus.PENDING:
        # Even while somebody asks about it: an inquiry and an entry do not disturb each other.
        return payment.qr_expires_at is None or payment.qr_expires_at - now < _DYING
    held = payment.lease_until is not None and payment.lease_until > now
    return payment.status is PaymentStatus.NEW and payment.refusal_code is None and not held


def _store_link(session: Session, wallet: Wallet, payment: Payment, answer: EntryAnswer, now: datetime) -> None:
    payment.silent_since = None
    if not wallet.trusts_link(answer.payment_url):
        raise_attention(session, payment, AttentionReason.LINK_UNTRUSTED, answer.payment_url)
        payment.inquiry_count += 1
    elif payment.status in (PaymentStatus.NEW, PaymentStatus.PENDING):
        payment.payment_url = answer.payment_url
        payment.qr_expires_at = min(now + timedelta(seconds=answer.qr_seconds(now)), payment.valid_until)
        if payment.status is PaymentStatus.NEW:
            move(session, payment, PaymentStatus.PENDING, "link_made", at=now)
        else:
            record(session, payment, "link_renewed", at=now)


def _store_silence(session: Session, payment: Payment, silence: WalletSilent, now: datetime) -> None:
    log.warning("entry_silent", payment=payment.number, reason=silence.reason)
    payment.entry_silent = payment.entry_silent or silence.may_have_arrived
    if silence.hint:
        raise_integration_fault(session, "POST /platform/entry", silence.hint)
    remark_silence(session, payment, now)
    payment.inquiry_count += 1


def _store_refusal(session: Session, payment: Payment, refusal: WalletRefused, now: datetime) -> None:
    said = f"{refusal.result} {refusal.message or ''}".strip()
    log.warning("entry_refused", payment=payment.number, result=refusal.result, message=refusal.message)
    payment.silent_since = None
    if payment.status is not PaymentStatus.NEW:
        record(session, payment, "renewal_refused", detail=said, at=now)
        return
    payment.refusal_code, payment.refusal_message = refusal.result, refusal.message
    if refusal.result in ("200", "201"):
        raise_integration_fault(session, "POST /platform/entry", said)
    if not payment.entry_silent and not isinstance(refusal, OrderIsPaid):
        move(session, payment, PaymentStatus.REFUSED, "refused", detail=said, at=now)
        close_order(session, payment.order, "refused", at=now, detail=said)
