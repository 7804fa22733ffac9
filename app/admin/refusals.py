"""JKOPay's refusals as the staff reads them, whatever the API."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.authpay_refusals import AUTHPAY_WORDS
from app.admin.onlinepay_refusals import ANY, ONLINEPAY_WORDS

_WORDS = ONLINEPAY_WORDS | AUTHPAY_WORDS

# Said by the client about an HTTP status; listed here so that they are translated.
HINTS = (
    _l("JKOPay does not know who is calling: check the API key and the secret key."),
    _l("JKOPay does not let this caller in: check the API key, and that this server's address is allowed."),
    _l("There is no such API at this address: check the base URL."),
)


def advise_on_refusal(api: str, result: str | None, message: str | None) -> str:
    """What the refusal `result`, `message` of `api` means and what to do about it."""
    words = _WORDS.get((api, result or "", message or ANY)) or _WORDS.get((api, result or "", ANY))
    return str(words or _("JKOPay refused, for a reason its documentation does not list."))


def advise_on_fault(api: str, detail: str) -> str:
    """What an integration fault means: `detail` is a refusal as "201 Validation error", or one of `HINTS`."""
    result, _blank, message = detail.removeprefix(f"{api} ").partition(" ")
    is_refusal = result.isascii() and result.isdigit()
    return advise_on_refusal(api, result, message) if is_refusal else str(_(detail) if detail else "")
