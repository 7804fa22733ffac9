"""What became of a cancellation, right after the staff asked for it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.services.cancellations import CancelNews

_NEWS: dict[CancelNews, tuple[Any, str]] = {
    CancelNews.CANCELLED: (_l("The authorization is cancelled. Nothing more is charged under it."), "good"),
    CancelNews.ALREADY: (
        _l("The authorization was cancelled already at JKOPay. Nothing more is charged under it."),
        "good",
    ),
    CancelNews.UNGRANTED: (
        _l(
            "Not cancelled: the customer has not granted it yet, and JKOPay cancels only what is granted. "
            "Without consent nothing is charged, and the link runs out by itself."
        ),
        "warn",
    ),
    CancelNews.UNKNOWN: (
        _l(
            "JKOPay has not confirmed it yet. Nothing is charged under it from now on, "
            "and the shop keeps asking until it is cancelled."
        ),
        "warn",
    ),
    CancelNews.NOTHING_TO_CANCEL: (_l("There is nothing to cancel: JKOPay never made this authorization."), "warn"),
}


def tell_cancel(news: CancelNews) -> tuple[str, str]:
    """The sentence and its tone."""
    words, tone = _NEWS[news]
    return str(words), tone
