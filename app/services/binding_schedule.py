"""When to ask JKOPay how an authorization stands. Pure, as `inquiry_schedule`, whose steps a binding's link shares."""

from datetime import datetime, timedelta

from app.models import Authorization, AuthorizationStatus
from app.services.inquiry_schedule import follow_link

BINDING_VALID = timedelta(minutes=60)
"""How long its link is renewed: the wire has no last moment for a binding, the page has."""

CANCEL_OVERDUE = timedelta(hours=1)
"""A cancellation this old that JKOPay has not confirmed: a person must look."""

UNANSWERED_STEP = timedelta(minutes=5)
"""A hint about an authorization is not forgotten by one silence."""

UNKNOWN_STEP = timedelta(hours=1)
"""JKOPay says that it does not know the number (301): nothing changes in seconds."""

_DAY = timedelta(days=1)
_CANCELLING = (timedelta(seconds=5), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
_A = AuthorizationStatus


def next_detail_at(authorization: Authorization, now: datetime, spread: float) -> datetime | None:
    """When to ask `detail`, or to cancel again; None when there is nothing more to learn.

    `spread`, from 0 to 1, moves the daily question about a granted one by up to a tenth of a day either way, so that
    what was bound on one day is not asked about in one minute for ever.
    """
    match authorization.status:
        case _A.CANCELLED | _A.REFUSED:
            return None
        case _A.CANCELLING:
            count = authorization.inquiry_count
            return now + (_CANCELLING[count] if count < len(_CANCELLING) else timedelta(hours=1))
        case _A.GRANTED:
            return now + _granted_step(authorization, now, spread)
    if authorization.status is _A.EXPIRED and authorization.auth_no is None:
        return None
    return follow_link(authorization, now, is_open=authorization.status is not _A.EXPIRED)


def _granted_step(authorization: Authorization, now: datetime, spread: float) -> timedelta:
    silent_since = authorization.silent_since
    if silent_since is None:
        return _DAY * (0.9 + spread * 0.2)
    return UNANSWERED_STEP if now - silent_since < timedelta(hours=1) else timedelta(hours=1)
