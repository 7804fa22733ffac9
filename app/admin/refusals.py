"""JKOPay's refusals as the staff reads them, whatever the API: the words of the payment error catalogue."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.payment_errors import RETRY_WORDS, explain

# Said by the client about an HTTP status; listed here so that they are translated.
HINTS = (
    _l("JKOPay does not know who is calling: check the API key and the secret key."),
    _l("JKOPay does not let this caller in: check the API key, and that this server's address is allowed."),
    _l("There is no such API at this address: check the base URL."),
)


class Entry(NamedTuple):
    """Where the catalogue speaks of a refusal: its code, the code's name, and whether trying again helps."""

    code: str
    name: str
    retry: str


def advise_on_refusal(api: str, result: str | None, message: str | None) -> str:
    """What the refusal `result`, `message` of `api` means and what to do about it."""
    return str(_(explain(api, result, message).staff))


def look_up_refusal(api: str, result: str | None, message: str | None) -> Entry:
    """The catalogue's entry for the refusal `result`, `message` of `api`."""
    error = explain(api, result, message)
    return Entry(error.code, str(_(error.english)), str(_(RETRY_WORDS[error.retry])))


def advise_on_fault(api: str, detail: str) -> str:
    """What an integration fault means: `detail` is a refusal as "201 Validation error", or one of `HINTS`."""
    result, _blank, message = detail.removeprefix(f"{api} ").partition(" ")
    is_refusal = result.isascii() and result.isdigit()
    return advise_on_refusal(api, result, message) if is_refusal else str(_(detail) if detail else "")
