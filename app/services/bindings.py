"""Bindings: a shopper asks to be charged later, gets a link to grant it at, and its renewal."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import BindingAnswer, WalletRefused, WalletSilent
from app.models import AttentionReason, Authorization, AuthorizationKind, AuthorizationStatus, Plan, move, record
from app.services.attention import raise_attention, raise_integration_fault
from app.services.authorizations import lock_authorization
from app.services.binding_intent import add_limited, add_regular
from app.services.checkout import Contact
from app.services.consents import drop_subscription, expire_binding
from app.services.detail_plan import plan_detail
from app.services.inquiry_schedule import CLOSING_GRACE, LEASE
from app.services.leases import let_go
from app.services.settlement import remark_silence
from app.services.wallet import Wallet

# A QR this close to its end is renewed too: it would die while the shopper aims the camera.
_DYING = timedelta(seconds=15)
_A = AuthorizationStatus

log = structlog.get_logger(__name__)


class PlanUnknown(Exception):
    """No plan has this address."""


def bind_limited(db: Database, wallet: Wallet, *, amount: int, contact: Contact, locale: str, binding_key: str) -> str:
    """Ask for an authorization to charge at any time, about `amount` TWD each. Returns its token.

    The same `binding_key` again gives the authorization it made first. JKOPay's silence or refusal is no error here:
    the authorization exists, and its page says what happened.

    Raises:
        Unpayable: a setting or amount that JKOPay would never accept; nothing was stored.
    """

    def add(session: Session, now: datetime) -> Authorization:
        return add_limited(session, wallet, amount=amount, contact=contact, locale=locale, key=binding_key, now=now)

    return _bind(db, wallet, binding_key, add)


def subscribe(db: Database, wallet: Wallet, *, plan_slug: str, contact: Contact, locale: str, binding_key: str) -> str:
    """Ask for an authorization to charge a plan on its cycle; otherwise as `bind_limited`.

    Raises:
        PlanUnknown: there is no such plan.
        Unpayable: see `bind_limited`.
    """

    def add(session: Session, now: datetime) -> Authorization:
        plan = session.scalar(select(Plan).where(Plan.slug == plan_slug))
        if plan is None:
            raise PlanUnknown(plan_slug)
        return add_regular(session, wallet, plan=plan, contact=contact, locale=locale, key=binding_key, now=now)

    return _bind(db, wallet, binding_key, add)


def request_binding(db: Database, wallet: Wallet, authorization_id: int, *, again: bool = False) -> None:
    """Send the stored request of a binding the caller holds and store the outcome: one call, one commit.

    `again`: it was to be sent before, so the binding may exist at JKOPay whatever is answered now.
    """
    with db.read() as session:
        found = session.get_one(Authorization, authorization_id)
    ask = wallet.client.authpay.limited if found.kind is AuthorizationKind.LIMITED else wallet.client.authpay.regular
    outcome: BindingAnswer | WalletRefused | WalletSilent
    try:
        outcome = ask(found.request_body)
    except (WalletRefused, WalletSilent) as error:
        outcome = error
    now = utc_now()
    with db.write() as session:
        authorization = lock_authorization(session, authorization_id)
        authorization.entry_silent = authorization.entry_silent or again
        if isinstance(outcome, BindingAnswer):
            _store_link(session, wallet, authorization, outcome, now)
        elif isinstance(outcome, WalletSilent):
            _store_silence(session, authorization, outcome, now)
        else:
            _store_refusal(session, authorization, outcome, now)
        plan_detail(session, authorization, now)


def renew_binding(db: Database, wallet: Wallet, token: str) -> None:
    """Ask JKOPay for another 20 minutes of the same link, or for a first one where none came yet.

    Does nothing while the QR lives, when it can no longer be granted, or when somebody is at it already.
    """
    now = utc_now()
    with db.write() as session:
        authorization_id = session.scalar(select(Authorization.id).where(Authorization.token == token))
        if authorization_id is None:
            return
        authorization = lock_authorization(session, authorization_id)
        if not _wants_link(authorization, now):
            return
        authorization.lease_until = authorization.next_inquiry_at = now + LEASE
    request_binding(db, wallet, authorization_id, again=True)


def repeat_binding(db: Database, wallet: Wallet, authorization_id: int) -> None:
    """Ask again for the link of a claimed binding that never had one, or give it up once its time is over.

    Without a link nobody can have granted it, and without JKOPay's number nothing can be asked about it.
    """
    now = utc_now()
    with db.write() as session:
        authorization = lock_authorization(session, authorization_id)
        is_over = now >= authorization.valid_until + CLOSING_GRACE
        if is_over:
            expire_binding(session, authorization, now, detail="no link")
            drop_subscription(session, authorization, "expired", now)
            let_go(authorization, None, now)
    if not is_over:
        request_binding(db, wallet, authorization_id, again=True)


def _bind(db: Database, wallet: Wallet, key: str, add: Callable[[Session, datetime], Authorization]) -> str:
    try:
        with db.write() as session:
            existing = _authorization_of(session, key)
            if existing is not None:
                return existing.token
            authorization = add(session, utc_now())
    except IntegrityError:
        # Its own double may have won meanwhile.
        with db.read() as session:
            existing = _authorization_of(session, key)
        if existing is None:
            raise
        return existing.token
    request_binding(db, wallet, authorization.id)
    return authorization.token


def _authorization_of(session: Session, key: str) -> Authorization | None:
    return session.scalar(select(Authorization).where(Authorization.binding_key == key))


def _wants_link(authorization: Authorization, now: datetime) -> bool:
    if now >= authorization.valid_until:
        return False
    if authorization.status is _A.PENDING:
        # Even while somebody asks about it: a detail and a binding do not disturb each other.
        return authorization.qr_expires_at is None or authorization.qr_expires_at - now < _DYING
    held = authorization.lease_until is not None and authorization.lease_until > now
    return authorization.status is _A.NEW and not held


def _store_link(
    session: Session, wallet: Wallet, authorization: Authorization, answer: BindingAnswer, now: datetime
) -> None:
    authorization.silent_since = None
    if not wallet.trusts_link(answer.authpay_url):
        raise_attention(session, authorization, AttentionReason.LINK_UNTRUSTED, answer.authpay_url)
        authorization.inquiry_count += 1
    elif authorization.auth_no not in (None, answer.auth_no) or _is_anothers(session, authorization, answer.auth_no):
        difference = f"auth_no {answer.auth_no} ≠ {authorization.auth_no or '-'}"
        raise_attention(session, authorization, AttentionReason.AUTHORIZATION_DIFFERS, difference)
        authorization.inquiry_count += 1
    elif authorization.status in (_A.NEW, _A.PENDING):
        authorization.auth_no, authorization.authpay_url = answer.auth_no, answer.authpay_url
        authorization.refusal_code = authorization.refusal_message = None
        dies_at = now + timedelta(seconds=answer.qr_seconds(now))
        authorization.qr_expires_at = min(dies_at, authorization.valid_until)
        if authorization.status is _A.NEW:
            authorization.inquiry_count = 0
            move(session, authorization, _A.PENDING, "link_made", at=now)
        else:
            record(session, authorization, "link_renewed", at=now)


def _is_anothers(session: Session, authorization: Authorization, auth_no: str) -> bool:
    query = select(Authorization.id).where(Authorization.auth_no == auth_no, Authorization.id != authorization.id)
    return session.scalar(query) is not None


def _store_silence(session: Session, authorization: Authorization, silence: WalletSilent, now: datetime) -> None:
    log.warning("binding_silent", authorization=authorization.number, reason=silence.reason)
    authorization.entry_silent = authorization.entry_silent or silence.may_have_arrived
    if silence.hint:
        raise_integration_fault(session, silence.api, silence.hint)
    remark_silence(session, authorization, now)
    authorization.inquiry_count += 1


def _store_refusal(session: Session, authorization: Authorization, refusal: WalletRefused, now: datetime) -> None:
    said = f"{refusal.result} {refusal.message or ''}".strip()
    log.warning("binding_refused", authorization=authorization.number, result=refusal.result, message=refusal.message)
    authorization.silent_since = None
    if refusal.result in ("200", "201") and authorization.status is _A.NEW:
        raise_integration_fault(session, refusal.api, said)
    if authorization.status is not _A.NEW:
        # It may have been granted meanwhile, and then there is no link any more.
        record(session, authorization, "renewal_refused", detail=said, at=now)
        authorization.next_inquiry_at = now
        return
    authorization.refusal_code, authorization.refusal_message = refusal.result, refusal.message
    authorization.inquiry_count += 1
    if not authorization.entry_silent:
        move(session, authorization, _A.REFUSED, "refused", detail=said, at=now)
        drop_subscription(session, authorization, "refused", now)
