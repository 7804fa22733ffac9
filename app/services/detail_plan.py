"""Planning the next question about an authorization. Inside the caller's transaction, which holds it."""

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.models import AttentionReason, Authorization, AuthorizationStatus
from app.services.attention import raise_attention
from app.services.binding_schedule import CANCEL_OVERDUE, next_detail_at
from app.services.inquiry_schedule import OVERDUE
from app.services.leases import let_go

_A = AuthorizationStatus


def plan_detail(
    session: Session, authorization: Authorization, now: datetime, *, not_before: timedelta | None = None
) -> None:
    """End the hold on `authorization` and plan what is next; what takes too long goes to the staff."""
    planned = next_detail_at(authorization, now, random.random())  # noqa: S311  spreading, not secrecy
    if planned is not None and not_before is not None:
        planned = max(planned, now + not_before)
    let_go(authorization, planned, now)
    asked_at = authorization.cancel_asked_at
    if authorization.status is _A.CANCELLING and asked_at is not None and now - asked_at >= CANCEL_OVERDUE:
        raise_attention(session, authorization, AttentionReason.CANCEL_UNKNOWN)
    elif authorization.status is _A.PENDING and now - authorization.valid_until > OVERDUE:
        raise_attention(session, authorization, AttentionReason.STATUS_UNKNOWN, "valid_until + 1 d")


def hint_authorization(authorization: Authorization, now: datetime) -> None:
    """Something may have happened to `authorization`: ask at once. Never proof by itself (money rule 4)."""
    due = authorization.next_inquiry_at
    is_askable = authorization.auth_no is not None and authorization.status is not _A.CANCELLED
    if is_askable and (due is None or due > now):
        authorization.next_inquiry_at = now
