"""What JKOPay calls on us (protocol section 4): stored first, answered then, believed never."""

import re
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import NotificationInvalid, parse_cancellation, parse_confirm
from app.models import Authorization, Notification, NotificationKind, OrderStatus, Payment, PaymentStatus, record
from app.services.authorizations import AuthorizationUnknown, lock_authorization
from app.services.detail_plan import hint_authorization
from app.services.disputes import DISPUTED, is_disputed
from app.services.inquiries import hint
from app.services.inquiry_schedule import CONFIRM_RETRY_WINDOW
from app.services.settlement import lock_order
from app.services.wallet import Wallet

STORED_BODY = 4000
"""Characters of a notification's body that are kept."""

_BY_TOKEN = select(Payment.id, Payment.order_id).where(Payment.callback_token == bindparam("token"))
_PERSONAL = re.compile(r'("(?:maskNo|invoice_vehicle|jkos_account)"\s*:\s*)"(?:[^"\\]|\\.)*"?')


class PaymentUnknown(Exception):
    """No payment has this callback token."""


def answer_confirm(db: Database, wallet: Wallet, token: str, body: bytes, digest: str | None) -> bool:
    """Whether the money of a payment may move, decided from our rows alone and the same on every retry.

    Raises:
        PaymentUnknown: the address was made up.
    """
    now = utc_now()
    with db.write() as session:
        payment = _payment_of(session, token)
        objection = _objection(session, payment, body, now)
        _store(session, wallet, payment, NotificationKind.CONFIRM, body, digest, objection or "valid", now)
        if not objection:
            if not _is_retry(payment, now):
                payment.confirmed_at = now
            hint(payment, now)
        record(session, payment, "confirm_asked", actor="jkopay", detail=objection or "valid", at=now)
        return not objection


def receive_result(db: Database, wallet: Wallet, token: str, body: bytes, digest: str | None) -> int:
    """Store JKOPay's word that a payment succeeded and plan to ask for proof. Returns the payment's id.

    Raises:
        PaymentUnknown: the address was made up.
    """
    now = utc_now()
    with db.write() as session:
        payment = _payment_of(session, token)
        _store(session, wallet, payment, NotificationKind.RESULT, body, digest, "stored", now)
        hint(payment, now)
        return payment.id


def receive_binding(db: Database, wallet: Wallet, token: str, body: bytes, digest: str | None) -> int:
    """Store JKOPay's word that a binding was granted and plan to ask for proof. Returns the authorization's id.

    Raises:
        AuthorizationUnknown: the address was made up.
    """
    now = utc_now()
    with db.write() as session:
        found = session.scalar(select(Authorization.id).where(Authorization.callback_token == token))
        if found is None:
            raise AuthorizationUnknown
        return _store_hint(session, wallet, found, NotificationKind.BINDING, body, digest, now)


def receive_cancellation(db: Database, wallet: Wallet, body: bytes, digest: str | None) -> int:
    """Store JKOPay's word that an authorization was cancelled and plan to ask for proof. Returns its id.

    The address is one for all, and not secret: what names none of ours is stored nowhere.

    Raises:
        AuthorizationUnknown: the body names no authorization of ours, or is not what is documented.
    """
    now = utc_now()
    try:
        told = parse_cancellation(body)
    except NotificationInvalid as error:
        raise AuthorizationUnknown from error
    named = or_(Authorization.auth_no == told.auth_no, Authorization.number == told.platform_authpay_id)
    with db.write() as session:
        found = session.scalar(select(Authorization.id).where(named).order_by(Authorization.id).limit(1))
        if found is None:
            raise AuthorizationUnknown
        return _store_hint(session, wallet, found, NotificationKind.CANCELLATION, body, digest, now)


def _store_hint(
    session: Session,
    wallet: Wallet,
    authorization_id: int,
    kind: NotificationKind,
    body: bytes,
    digest: str | None,
    now: datetime,
) -> int:
    authorization = lock_authorization(session, authorization_id)
    _store(session, wallet, authorization, kind, body, digest, "stored", now)
    hint_authorization(authorization, now)
    return authorization_id


def _payment_of(session: Session, token: str) -> Payment:
    found = session.execute(_BY_TOKEN, {"token": token}).first()
    if found is None:
        raise PaymentUnknown
    lock_order(session, found.order_id)
    return session.get_one(Payment, found.id, populate_existing=True)


def _objection(session: Session, payment: Payment, body: bytes, now: datetime) -> str:
    """Why this payment must not go on; empty when it may."""
    order = payment.order
    if _order_id_in(body) != payment.number:
        return "another platform_order_id"
    if payment.status is not PaymentStatus.PENDING:
        return f"the payment is {payment.status}"
    if order.status is not OrderStatus.OPEN:
        return f"the order is {order.status}, its stock not reserved"
    if order.payment_id != payment.id:
        return "a newer payment of the order exists"
    if (payment.amount, payment.currency) != (order.total, order.currency):
        return "the amount is not the order's"
    if _is_retry(payment, now):
        return ""
    if now >= payment.valid_until:
        return "past its last moment"
    return DISPUTED if is_disputed(session, order) else ""


def _is_retry(payment: Payment, now: datetime) -> bool:
    return payment.confirmed_at is not None and now - payment.confirmed_at < CONFIRM_RETRY_WINDOW


def _order_id_in(body: bytes) -> str:
    try:
        return parse_confirm(body)
    except NotificationInvalid:
        return ""


def _store(
    session: Session,
    wallet: Wallet,
    row: Payment | Authorization,
    kind: NotificationKind,
    body: bytes,
    digest: str | None,
    answer: str,
    now: datetime,
) -> None:
    session.add(
        Notification(
            payment_id=row.id if isinstance(row, Payment) else None,
            authorization_id=row.id if isinstance(row, Authorization) else None,
            kind=kind,
            body=_without_personal(body),
            digest_verified=wallet.verify_digest(body, digest),
            answer=answer,
            received_at=now,
        )
    )


def _without_personal(body: bytes) -> str:
    """The body as text, card digits, invoice carrier and account emptied wherever they stand, in broken JSON too."""
    return _PERSONAL.sub(r"\1null", body.decode("utf-8", "replace"))[:STORED_BODY].replace("\x00", "")
