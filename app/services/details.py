"""Asking JKOPay how authorizations stand: the only way one becomes granted, or is known to be cancelled by others."""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import AuthorizationNotFound, Authpay, WalletRefused, WalletSilent
from app.models import AttentionReason, Authorization, AuthorizationStatus
from app.services.attention import clear_attention, raise_attention, raise_integration_fault
from app.services.authorizations import lock_authorization
from app.services.binding_schedule import UNANSWERED_STEP, UNKNOWN_STEP
from app.services.bindings import repeat_binding
from app.services.cancellations import resolve_cancel
from app.services.consents import apply_detail
from app.services.detail_plan import hint_authorization, plan_detail
from app.services.inquiry_schedule import was_just_asked
from app.services.leases import Due, claim
from app.services.refund_recovery import REFUND_LEASE
from app.services.settlement import remark_silence
from app.services.wallet import Wallet

_A = AuthorizationStatus
# A cancellation that is resolved is two calls, as a refund's is.
_DUE = Due(Authorization, Authorization.next_inquiry_at, lease=REFUND_LEASE)

log = structlog.get_logger(__name__)


def sweep_authorizations(db: Database, wallet: Wallet) -> int:
    """Bring one authorization that is due a step further. Returns how many it claimed."""
    claimed = claim(db, _DUE)
    for authorization_id in claimed:
        _advance(db, wallet, authorization_id)
    return len(claimed)


def detail_soon(db: Database, wallet: Wallet, authorization_id: int) -> None:
    """Ask about one authorization that a hint named, unless somebody is asking already (they will see the hint)."""
    for claimed in claim(db, _DUE.only(Authorization.id == authorization_id)):
        _advance(db, wallet, claimed)


def check_authorization(db: Database, token: str) -> int | None:
    """The shopper wants to know now. Returns the authorization to ask about, or None when that tells nothing new."""
    now = utc_now()
    with db.write() as session:
        authorization_id = session.scalar(select(Authorization.id).where(Authorization.token == token))
        if authorization_id is None:
            return None
        authorization = lock_authorization(session, authorization_id)
        if authorization.auth_no is None or authorization.next_inquiry_at is None or was_just_asked(authorization, now):
            return None
        hint_authorization(authorization, now)
        return authorization_id


def ask_detail(db: Database, wallet: Wallet, authorization_id: int) -> None:
    """Ask about one claimed authorization that has a number at JKOPay, and store what is answered."""
    with db.read() as session:
        auth_no = session.get_one(Authorization, authorization_id).auth_no or ""
    outcome: Authpay | WalletRefused | WalletSilent
    try:
        outcome = wallet.client.authpay.detail(auth_no)
    except (WalletRefused, WalletSilent) as error:
        outcome = error
    now = utc_now()
    with db.write() as session:
        authorization = lock_authorization(session, authorization_id)
        if isinstance(outcome, Authpay):
            _store_answer(session, authorization, outcome, now)
        elif isinstance(outcome, AuthorizationNotFound):
            _store_unknown(session, authorization, outcome, now)
        else:
            _store_silence(session, authorization, outcome, now)


def _advance(db: Database, wallet: Wallet, authorization_id: int) -> None:
    with db.read() as session:
        found = session.get_one(Authorization, authorization_id)
    if found.status is _A.NEW:
        repeat_binding(db, wallet, authorization_id)
    elif found.status is _A.CANCELLING:
        resolve_cancel(db, wallet, authorization_id)
    else:
        ask_detail(db, wallet, authorization_id)


def _store_answer(session: Session, authorization: Authorization, answer: Authpay, now: datetime) -> None:
    authorization.silent_since = None
    authorization.last_inquiry_at = now
    authorization.inquiry_count += 1
    clear_attention(session, authorization, AttentionReason.INTEGRATION_FAULT)
    apply_detail(session, authorization, answer, now)
    plan_detail(session, authorization, now)


def _store_unknown(
    session: Session, authorization: Authorization, refusal: AuthorizationNotFound, now: datetime
) -> None:
    """JKOPay does not know a number it gave us: other keys, or another environment. Nothing changes by it."""
    log.error("detail_refused", authorization=authorization.number, result=refusal.result)
    authorization.silent_since = None
    authorization.last_inquiry_at = now
    authorization.inquiry_count += 1
    said = f"{refusal.result} {refusal.message or ''}".strip()
    raise_attention(session, authorization, AttentionReason.INTEGRATION_FAULT, said)
    plan_detail(session, authorization, now, not_before=UNKNOWN_STEP)


def _store_silence(
    session: Session, authorization: Authorization, outcome: WalletSilent | WalletRefused, now: datetime
) -> None:
    """Nothing changes by a silence, nor by a refusal of our request; a setting's fault goes to the staff."""
    fault = outcome.hint if isinstance(outcome, WalletSilent) else f"{outcome.result} {outcome.message or ''}".strip()
    log.warning("detail_unanswered", authorization=authorization.number, reason=str(outcome))
    if fault:
        raise_integration_fault(session, outcome.api, fault)
    remark_silence(session, authorization, now)
    authorization.inquiry_count += 1
    plan_detail(session, authorization, now)
    if authorization.next_inquiry_at is None and authorization.status is not _A.CANCELLED:
        authorization.next_inquiry_at = now + UNANSWERED_STEP
