"""What the pages of authorizations and plans say in words that depend on a state."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import Authorization, AuthorizationKind, AuthorizationStatus, Period
from app.services.cancellations import CancelNews
from app.web.authorization_card import BindingState

_TITLES: dict[BindingState, Any] = {
    BindingState.PREPARING: _l("Preparing your authorization"),
    BindingState.SILENT: _l("Waiting for JKOPay"),
    BindingState.WAITING: _l("Grant the authorization"),
    BindingState.FADED: _l("This code has run out"),
    BindingState.ENDING: _l("One last look"),
    BindingState.CONFIRMING: _l("Confirming your authorization"),
    BindingState.REFUSED: _l("The authorization could not start"),
    BindingState.EXPIRED: _l("The time to grant has passed"),
    BindingState.GRANTED: _l("Your authorization"),
    BindingState.CANCELLING: _l("Cancelling your authorization"),
    BindingState.CANCELLED: _l("Authorization cancelled"),
}


def binding_title(state: BindingState) -> str:
    """The title of the page."""
    return str(_TITLES[state])


def cycle_words(period: Period, times: int) -> str:
    """How often a plan is charged."""
    once: dict[Period, str] = {
        Period.WEEK: _("every week"),
        Period.MONTH: _("every month"),
        Period.QUARTER: _("every quarter"),
        Period.YEAR: _("every year"),
    }
    often: dict[Period, str] = {
        Period.WEEK: _("%(times)s times a week", times=times),
        Period.MONTH: _("%(times)s times a month", times=times),
        Period.QUARTER: _("%(times)s times a quarter", times=times),
        Period.YEAR: _("%(times)s times a year", times=times),
    }
    return once[period] if times == 1 else often[period]


def authorization_state(authorization: Authorization) -> tuple[str, str]:
    """The style of a badge and its word."""
    words: dict[AuthorizationStatus, tuple[str, str]] = {
        AuthorizationStatus.NEW: ("badge-wait", _("To be granted")),
        AuthorizationStatus.PENDING: ("badge-wait", _("To be granted")),
        AuthorizationStatus.REFUSED: ("badge-bad", _("Could not start")),
        AuthorizationStatus.EXPIRED: ("", _("Not granted")),
        AuthorizationStatus.GRANTED: ("badge-good", _("Granted")),
        AuthorizationStatus.CANCELLING: ("badge-wait", _("Being cancelled")),
        AuthorizationStatus.CANCELLED: ("", _("Cancelled")),
    }
    return words[authorization.status]


def is_one_tap(authorization: Authorization) -> bool:
    """Whether it is for purchases at any time, not for a cycle."""
    return authorization.kind is AuthorizationKind.LIMITED


def tell_cancel(news: CancelNews) -> tuple[str, str]:
    """What came of cancelling, and the style of its notice."""
    words: dict[CancelNews, tuple[str, str]] = {
        CancelNews.CANCELLED: (_("The authorization is cancelled. Nothing more is charged under it."), "good"),
        CancelNews.ALREADY: (_("The authorization was cancelled already. Nothing more is charged under it."), "good"),
        CancelNews.UNGRANTED: (
            _("It was not granted yet, so nothing is cancelled. Let the code run out."),
            "warn",
        ),
        CancelNews.UNKNOWN: (
            _("JKOPay has not confirmed it yet. Nothing is charged meanwhile, and we keep asking until it is done."),
            "warn",
        ),
        CancelNews.NOTHING_TO_CANCEL: (_("It never reached JKOPay, so there is nothing to cancel."), "warn"),
    }
    return words[news]
