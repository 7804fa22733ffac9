"""The state of an authorization as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.models import Authorization, AuthorizationStatus, Charge, PaymentStatus
from app.services.charge_window import next_moment
from app.services.orders import remaining_seconds
from app.web.link_card import LinkCard
from app.web.order_card import LATE_MONEY

CHARGES_SHOWN = 24


class BindingState(StrEnum):
    """What the shopper can do or wait for. `authorizations/_status.html` has one part for each."""

    PREPARING = "preparing"
    SILENT = "silent"
    WAITING = "waiting"
    FADED = "faded"
    ENDING = "ending"
    CONFIRMING = "confirming"
    REFUSED = "refused"
    EXPIRED = "expired"
    GRANTED = "granted"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


_B = BindingState
_MOVING = frozenset({_B.PREPARING, _B.SILENT, _B.WAITING, _B.FADED, _B.ENDING, _B.CONFIRMING, _B.CANCELLING})
_SETTLED = {
    AuthorizationStatus.REFUSED: _B.REFUSED,
    AuthorizationStatus.EXPIRED: _B.EXPIRED,
    AuthorizationStatus.GRANTED: _B.GRANTED,
    AuthorizationStatus.CANCELLING: _B.CANCELLING,
    AuthorizationStatus.CANCELLED: _B.CANCELLED,
}


@dataclass(frozen=True)
class AuthorizationCard(LinkCard):
    """One authorization at one moment."""

    authorization: Authorization
    state: BindingState
    next_charge_at: datetime | None

    @property
    def token(self) -> str:
        """Of the page's address."""
        return self.authorization.token

    @property
    def is_moving(self) -> bool:
        """Whether something happens soon without the shopper's doing."""
        return self.state in _MOVING

    @property
    def charges(self) -> Sequence[Charge]:
        """The last of them, newest first."""
        return self.authorization.charges[: -CHARGES_SHOWN - 1 : -1]

    @property
    def troubled_charge(self) -> Charge | None:
        """The last charge JKOPay refused, while its subscription is in trouble."""
        subscription = self.authorization.subscription
        if subscription is None or not subscription.trouble:
            return None
        return next((charge for charge in self.charges if charge.refusal_code == subscription.trouble), None)


def read_binding(authorization: Authorization, now: datetime, *, returned: bool = False) -> AuthorizationCard:
    """The card of `authorization`."""
    state = _state(authorization, now, returned)
    shown = authorization if state in (_B.WAITING, _B.CONFIRMING) else None
    is_over = state is _B.EXPIRED and now - authorization.valid_until > LATE_MONEY
    return AuthorizationCard(
        authorization=authorization,
        state=state,
        qr_expires_at=authorization.qr_expires_at,
        remaining_seconds=remaining_seconds(shown.qr_expires_at, now) if shown else 0,
        returned=returned,
        is_final=is_over or state in (_B.CANCELLED, _B.REFUSED),
        next_charge_at=_next_charge(authorization, now) if state is _B.GRANTED else None,
    )


def _state(authorization: Authorization, now: datetime, returned: bool) -> BindingState:
    if authorization.status in _SETTLED:
        return _SETTLED[authorization.status]
    if now >= authorization.valid_until:
        return _B.ENDING
    if authorization.status is AuthorizationStatus.NEW:
        is_asking = authorization.lease_until is not None and authorization.lease_until > now
        return _B.PREPARING if is_asking and not authorization.silent_since else _B.SILENT
    if returned:
        return _B.CONFIRMING
    return _B.WAITING if remaining_seconds(authorization.qr_expires_at, now) else _B.FADED


def _next_charge(authorization: Authorization, now: datetime) -> datetime | None:
    """When what is planned is sent, or else what is due next: as soon as JKOPay takes it."""
    planned = [charge.next_inquiry_at for charge in authorization.charges if charge.status is PaymentStatus.NEW]
    if times := [at for at in planned if at is not None]:
        return min(times)
    subscription = authorization.subscription
    if subscription is None or subscription.next_charge_at is None:
        return None
    return next_moment(max(subscription.next_charge_at, now), 0)
