"""Cancelling authorizations: the will is stored first and never lost, whatever JKOPay answers or does not."""

from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, utc_now
from app.jkopay import AuthorizationCanceled, AuthorizationUngranted, Authpay, WalletRefused, WalletSilent
from app.models import Authorization, AuthorizationStatus, move
from app.services.attention import raise_integration_fault
from app.services.authorizations import AuthorizationUnknown, lock_authorization
from app.services.consents import CANCEL, apply_detail, end_authorization
from app.services.detail_plan import plan_detail
from app.services.refund_recovery import REFUND_LEASE
from app.services.settlement import remark_silence
from app.services.wallet import Wallet

_A = AuthorizationStatus

log = structlog.get_logger(__name__)


class CancelNews(StrEnum):
    """What came of asking to cancel.

    `already`: it was cancelled before. `ungranted`: JKOPay cancels nothing that was not granted. `unknown`: JKOPay has
    not said; nothing is charged meanwhile, and it is asked again. `nothing_to_cancel`: it never got as far as JKOPay.
    """

    CANCELLED = "cancelled"
    ALREADY = "already"
    UNGRANTED = "ungranted"
    UNKNOWN = "unknown"
    NOTHING_TO_CANCEL = "nothing_to_cancel"


def cancel_authorization(db: Database, wallet: Wallet, *, number: str, actor: str) -> CancelNews:
    """Cancel an authorization for `actor`: `shopper`, or the username of staff.

    A second click while the first is under way answers `unknown` without a call. Queued charges are withdrawn by the
    sweep of charges, which looks at the status of the authorization.

    Raises:
        AuthorizationUnknown: there is no such number.
    """
    now = utc_now()
    with db.write() as session:
        authorization_id = session.scalar(select(Authorization.id).where(Authorization.number == number))
        if authorization_id is None:
            raise AuthorizationUnknown(number)
        authorization = lock_authorization(session, authorization_id)
        if news := _store_will(session, authorization, actor, now):
            return news
    return send_cancel(db, wallet, authorization_id)


def send_cancel(db: Database, wallet: Wallet, authorization_id: int) -> CancelNews:
    """Send the cancellation of an authorization the caller holds and store the outcome: one call, one commit."""
    with db.read() as session:
        auth_no = session.get_one(Authorization, authorization_id).auth_no or ""
    outcome: WalletRefused | WalletSilent | None = None
    try:
        wallet.client.authpay.cancel(auth_no)
    except (WalletRefused, WalletSilent) as error:
        outcome = error
    now = utc_now()
    with db.write() as session:
        authorization = lock_authorization(session, authorization_id)
        news = _store_outcome(session, authorization, outcome, now)
        plan_detail(session, authorization, now)
        return news


def resolve_cancel(db: Database, wallet: Wallet, authorization_id: int) -> None:
    """Bring a claimed cancellation to its end: JKOPay may have done it already, and is asked to do it otherwise."""
    with db.read() as session:
        auth_no = session.get_one(Authorization, authorization_id).auth_no or ""
    detail: Authpay | None = None
    try:
        detail = wallet.client.authpay.detail(auth_no)
    except (WalletRefused, WalletSilent) as error:
        # Cancelling is the surer question: it is harmless where it was done, and does what is wanted where it was not.
        log.warning("detail_unanswered", reason=str(error))
    if detail is not None and detail.status == CANCEL:
        now = utc_now()
        with db.write() as session:
            authorization = lock_authorization(session, authorization_id)
            authorization.last_inquiry_at = now
            apply_detail(session, authorization, detail, now)
            authorization.inquiry_count += 1
            plan_detail(session, authorization, now)
            if authorization.status is not _A.CANCELLING:
                return
    send_cancel(db, wallet, authorization_id)


def _store_will(session: Session, authorization: Authorization, actor: str, now: datetime) -> CancelNews | None:
    """Store that it is to be cancelled, held for the caller's own call; or the news that there is nothing to send."""
    match authorization.status:
        case _A.CANCELLED:
            return CancelNews.ALREADY
        case _A.NEW | _A.REFUSED:
            return CancelNews.NOTHING_TO_CANCEL
        case _A.CANCELLING:
            if authorization.lease_until is not None and authorization.lease_until > now:
                return CancelNews.UNKNOWN
        case _:
            if authorization.auth_no is None:
                return CancelNews.NOTHING_TO_CANCEL
            authorization.cancel_asked_by, authorization.cancel_asked_at = actor, now
            authorization.inquiry_count = 0
            move(session, authorization, _A.CANCELLING, "cancel_asked", actor=actor, at=now)
    authorization.lease_until = authorization.next_inquiry_at = now + REFUND_LEASE
    return None


def _store_outcome(
    session: Session, authorization: Authorization, outcome: WalletRefused | WalletSilent | None, now: datetime
) -> CancelNews:
    if authorization.status is not _A.CANCELLING:
        # A detail was quicker.
        return CancelNews.CANCELLED if authorization.status is _A.CANCELLED else CancelNews.UNKNOWN
    if outcome is None or isinstance(outcome, AuthorizationCanceled):
        end_authorization(session, authorization, now, detail="000" if outcome is None else "302")
        return CancelNews.CANCELLED if outcome is None else CancelNews.ALREADY
    # Where it is known to be granted, the answer contradicts JKOPay's own word: the will to cancel outlives it.
    if isinstance(outcome, AuthorizationUngranted) and authorization.granted_at is None:
        authorization.silent_since = None
        authorization.cancel_asked_by = authorization.cancel_asked_at = None
        authorization.inquiry_count = 0
        move(session, authorization, _A.PENDING, "cancel_ungranted", detail=f"{outcome.message}", at=now)
        return CancelNews.UNGRANTED
    authorization.inquiry_count += 1
    if isinstance(outcome, WalletSilent):
        log.warning("cancel_silent", authorization=authorization.number, reason=outcome.reason)
        remark_silence(session, authorization, now)
        if outcome.hint:
            raise_integration_fault(session, outcome.api, outcome.hint)
    else:
        log.error("cancel_refused", authorization=authorization.number, result=outcome.result)
        authorization.silent_since = None
        raise_integration_fault(session, outcome.api, f"{outcome.result} {outcome.message or ''}".strip())
    return CancelNews.UNKNOWN
