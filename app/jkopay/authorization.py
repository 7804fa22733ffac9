"""What JKOPay says about one authorization: protocol section 5."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import checks, fields
from .billing_cycle import BillingCycle, read_billing_cycle
from .errors import RequestInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Authpay:
    """One authorization; the samples leave out everything but `status` and `auth_no` now and then.

    `status` is `ungranted`, `granted` or `cancel`, `type` is `limited` or `regular`; any other text is passed on as it
    is. `billing_amount` is in `billing_currency`. `raw` is the object as it came.
    """

    status: str
    auth_no: str
    type: str | None
    platform_authpay_id: str | None
    # Personal data: it names the wallet user, so it stays out of logs.
    jkos_account: str | None = field(repr=False)
    billing_amount: Decimal | None
    billing_currency: str | None
    billing_cycle: BillingCycle | None
    raw: dict[str, Any] = field(repr=False, compare=False)


def require_auth_no(source: Mapping[str, Any]) -> str:
    """The number of an authorization. Raises `FieldUnreadable` when it could not be asked after."""
    try:
        return checks.check_auth_no(source.get("auth_no", ""))
    except RequestInvalid as error:
        raise fields.FieldUnreadable(str(error)) from None


def read_authpay(source: dict[str, Any]) -> Authpay:
    """Reads an `authpay` object strictly. Raises `FieldUnreadable`."""
    status = fields.read_text(source, "status")
    if status is None:
        raise fields.FieldUnreadable("status: is missing")
    return Authpay(
        status=status,
        auth_no=require_auth_no(source),
        type=fields.read_text(source, "type"),
        platform_authpay_id=fields.read_text(source, "platform_authpay_id"),
        jkos_account=fields.read_text(source, "jkos_account"),
        billing_amount=fields.read_amount(source, "billing_amount"),
        billing_currency=fields.read_text(source, "billing_currency"),
        billing_cycle=read_billing_cycle(source),
        raw=fields.require_storable(source),
    )


def read_detail(result_object: dict[str, Any] | None, auth_no: str) -> Authpay:
    """The answer about `auth_no`. Raises `FieldUnreadable`, also when it is about another one."""
    source = fields.read_object(result_object or {}, "authpay")
    if source is None:
        raise fields.FieldUnreadable("authpay: is missing")
    authpay = read_authpay(source)
    if authpay.auth_no != auth_no:
        raise fields.FieldUnreadable("auth_no: is another than asked for")
    return authpay
