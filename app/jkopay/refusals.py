"""Which documented answer is which refusal; the rows are per product, for the same result may mean another thing."""

from .apis import ANY, Api, Refusal
from .errors import WalletRefused
from .refusals_authpay import AUTHPAY_REFUSALS
from .refusals_onlinepay import ONLINEPAY_REFUSALS

REFUSALS: tuple[Refusal, ...] = (*ONLINEPAY_REFUSALS, *AUTHPAY_REFUSALS)

_BY_ANSWER = {(row.api, row.result, row.message): row.error for row in REFUSALS}


def find_refusal(api: Api, result: str, message: str | None) -> type[WalletRefused] | None:
    """The class for an answer, or None when the API documents no such result."""
    exact = _BY_ANSWER.get((api, result, message)) if message is not None else None
    return exact or _BY_ANSWER.get((api, result, ANY))
