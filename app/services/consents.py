"""What JKOPay's word does to an authorization (money rules 3, 9). Inside the caller's transaction, which holds it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.jkopay import Authpay
from app.models import (
    AttentionReason,
    Authorization,
    AuthorizationKind,
    AuthorizationStatus,
    SubscriptionStatus,
    move,
)
from app.models.money import to_decimal
from app.services.attention import clear_attention, raise_attention
from app.services.inquiry_schedule import CLOSING_GRACE
from app.services.subscriptions import end_subscription, start_subscription

GRANTED, UNGRANTED, CANCEL = "granted", "ungranted", "cancel"
"""Statuses of an `authpay` object (protocol section 5)."""

JKOPAY = "jkopay"
"""Who cancelled where we did not ask: `detail` does not tell the wallet user from JKOPay itself."""

_A = AuthorizationStatus
_GRANTABLE = (_A.NEW, _A.PENDING, _A.REFUSED, _A.EXPIRED)


def apply_detail(session: Session, authorization: Authorization, detail: Authpay, now: datetime) -> None:
    """Do to `authorization` what the signed answer about it says. A cancelled one stays cancelled."""
    if authorization.status is _A.CANCELLED:
        return
    if difference := _difference(authorization, detail):
        raise_attention(session, authorization, AttentionReason.AUTHORIZATION_DIFFERS, difference)
    else:
        clear_attention(session, authorization, AttentionReason.AUTHORIZATION_DIFFERS)
    is_ours = detail.platform_authpay_id in (None, authorization.number)
    if detail.status == CANCEL and is_ours:
        _keep_account(authorization, detail)
        end_authorization(session, authorization, now, detail="detail cancel")
    elif detail.status == GRANTED:
        if not difference:
            _apply_grant(session, authorization, detail, now)
    elif detail.status == UNGRANTED:
        _apply_ungranted(session, authorization, now)
    elif detail.status != CANCEL:
        raise_attention(session, authorization, AttentionReason.STATUS_UNKNOWN, f"status {detail.status}")


def end_authorization(session: Session, authorization: Authorization, now: datetime, *, detail: str) -> None:
    """JKOPay says that it is cancelled: nothing is charged under it any more.

    Its queued charges are not touched here, because orders are locked before authorizations: they find it ended.
    """
    if authorization.status is _A.CANCELLED:
        return
    actor = (authorization.cancel_asked_by if authorization.status is _A.CANCELLING else None) or JKOPAY
    authorization.cancelled_at = now
    authorization.silent_since = None
    move(session, authorization, _A.CANCELLED, "authorization_cancelled", actor=actor, detail=detail, at=now)
    clear_attention(
        session,
        authorization,
        AttentionReason.CANCEL_UNKNOWN,
        AttentionReason.STATUS_UNKNOWN,
        AttentionReason.INTEGRATION_FAULT,
    )
    drop_subscription(session, authorization, "cancelled", now)


def expire_binding(session: Session, authorization: Authorization, now: datetime, *, detail: str) -> None:
    """The time to grant it is over. A grant that comes all the same is believed, so its subscription keeps waiting."""
    move(session, authorization, _A.EXPIRED, "expired", detail=detail, at=now)
    clear_attention(session, authorization, AttentionReason.STATUS_UNKNOWN)


def drop_subscription(session: Session, authorization: Authorization, reason: str, now: datetime) -> None:
    """End what was to be charged under `authorization`, if anything was."""
    subscription = authorization.subscription
    if subscription is not None and subscription.status is not SubscriptionStatus.ENDED:
        end_subscription(session, subscription, reason, now)


def _apply_grant(session: Session, authorization: Authorization, detail: Authpay, now: datetime) -> None:
    _keep_account(authorization, detail)
    clear_attention(session, authorization, AttentionReason.STATUS_UNKNOWN)
    if authorization.status not in _GRANTABLE:
        return
    authorization.granted_at = now
    authorization.refusal_code = authorization.refusal_message = None
    move(session, authorization, _A.GRANTED, "granted", at=now)
    if authorization.subscription is not None:
        start_subscription(session, authorization, now)


def _apply_ungranted(session: Session, authorization: Authorization, now: datetime) -> None:
    if authorization.status is _A.GRANTED:
        raise_attention(session, authorization, AttentionReason.STATUS_UNKNOWN, "granted → ungranted")
    elif authorization.status is _A.PENDING and now >= authorization.valid_until + CLOSING_GRACE:
        expire_binding(session, authorization, now, detail=UNGRANTED)


def _difference(authorization: Authorization, detail: Authpay) -> str:
    """What JKOPay holds that we did not ask for; every field may be missing (protocol section 5)."""
    ours: dict[str, object] = {
        "platform_authpay_id": authorization.number,
        "type": authorization.kind.value,
        "billing_amount": to_decimal(authorization.billing_amount, authorization.currency),
        "billing_currency": authorization.currency,
    }
    theirs: dict[str, object] = {name: getattr(detail, name) for name in ours}
    cycle = detail.billing_cycle
    if authorization.kind is AuthorizationKind.REGULAR and authorization.period is not None and cycle is not None:
        ours["billing_cycle"] = f"{authorization.times}/{authorization.period.value}"
        theirs["billing_cycle"] = f"{cycle.times}/{cycle.period.value}"
    return ", ".join(f"{name} {theirs[name]} ≠ {ours[name]}" for name in ours if theirs[name] not in (None, ours[name]))


def _keep_account(authorization: Authorization, detail: Authpay) -> None:
    if detail.jkos_account:
        authorization.account = mask_account(detail.jkos_account)


def mask_account(account: str) -> str:
    """`0912345678` is `0912***678`: enough for its owner to know it, and for nobody else."""
    # Of a short one, seven characters would be nearly all.
    if len(account) < 10:
        return f"{account[:1]}***{account[-1:]}"
    return f"{account[:4]}***{account[-3:]}"
