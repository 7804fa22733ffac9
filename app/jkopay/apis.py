"""The APIs and the form of what each may refuse with."""

from enum import StrEnum
from typing import NamedTuple

from .errors import WalletRefused

# Stands for a text that is dynamic or not documented: the result alone decides then.
ANY = "*"


class Api(StrEnum):
    """Method and path of one API."""

    ENTRY = "POST /platform/entry"
    INQUIRY = "GET /platform/inquiry"
    REFUND = "POST /platform/refund"
    AUTHPAY_LIMITED = "POST /platform/authpay/limited"
    AUTHPAY_REGULAR = "POST /platform/authpay/regular"
    AUTHPAY_TRANSACTION = "POST /platform/authpay/transaction"
    AUTHPAY_REFUND = "POST /platform/authpay/refund"
    AUTHPAY_INQUIRY = "GET /platform/authpay/inquiry"
    AUTHPAY_DETAIL = "GET /platform/authpay/detail"
    AUTHPAY_CANCEL = "POST /platform/authpay/cancel"

    @property
    def method(self) -> str:
        return self.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.partition(" ")[2]


class Refusal(NamedTuple):
    """One documented refusal; `message` is JKOPay's own text, misspellings included, or `ANY`."""

    api: Api
    result: str
    message: str
    error: type[WalletRefused]
