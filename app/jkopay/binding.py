"""Asking a wallet user for an authorization, and the link it is granted at: protocol section 5."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import checks, fields
from .authorization import require_auth_no
from .billing_cycle import BillingCycle
from .errors import RequestInvalid
from .link import LinkAnswer, read_link, require_link
from .wire import write_json

# No length of a custom item is documented; this one is that of a charge's remark.
_LONGEST_ITEM = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedRequest:
    """An authorization without a fixed time; `billing_amount` is of one charge, in `billing_currency`.

    `custom_items` are pairs of name and value shown to the user. `platform_authpay_id` is optional on the wire and
    always sent. Raises `RequestInvalid` when made, so one that exists can be sent. Source: protocol section 5.
    """

    authpay_name: str
    store_id: str
    platform_authpay_id: str
    billing_amount: Decimal
    billing_currency: str = "TWD"
    cancelable: bool = True
    custom_items: Sequence[tuple[str, str]] = ()
    # The callback addresses may hold a secret of the caller.
    result_url: str = field(repr=False)
    result_display_url: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.build_fields()

    def build_fields(self) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        currency = checks.check_currency("billing_currency", self.billing_currency)
        if type(self.cancelable) is not bool:
            raise RequestInvalid("cancelable", "must be a bool")
        built: dict[str, Any] = {
            "authpay_name": checks.check_text("authpay_name", self.authpay_name, 60),
            "store_id": checks.check_text("store_id", self.store_id, 36),
            "platform_authpay_id": checks.check_id("platform_authpay_id", self.platform_authpay_id),
            "cancelable": self.cancelable,
            "billing_amount": checks.check_price("billing_amount", self.billing_amount, currency),
            "billing_currency": currency,
        }
        if self.custom_items:
            built["custom_items"] = [_build_item(name, value) for name, value in self.custom_items]
        built["result_url"] = checks.check_url("result_url", self.result_url)
        if self.result_display_url is not None:
            built["result_display_url"] = checks.check_url("result_display_url", self.result_display_url)
        return built

    def to_bytes(self) -> bytes:
        """The body to store before the call: these bytes are signed and sent, now and at every repetition."""
        return write_json(self.build_fields()).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegularRequest(LimitedRequest):
    """An authorization for exactly `billing_amount`, as often as `billing_cycle` says. Otherwise as limited."""

    billing_cycle: BillingCycle

    def build_fields(self) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        if not isinstance(self.billing_cycle, BillingCycle):
            raise RequestInvalid("billing_cycle", "must be a BillingCycle")
        return LimitedRequest.build_fields(self) | {"billing_cycle": self.billing_cycle.build_fields()}


def _build_item(name: str, value: str) -> dict[str, str]:
    return {
        "name": checks.check_text("custom_items.name", name, _LONGEST_ITEM),
        "value": checks.check_text("custom_items.value", value, _LONGEST_ITEM),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingAnswer(LinkAnswer):
    """Where the wallet user grants it, and the number it will have."""

    auth_no: str
    authpay_url: str


def read_binding_answer(result_object: dict[str, Any] | None) -> BindingAnswer:
    """Raises `FieldUnreadable`; an answer without a number or a link is none."""
    source = fields.require_storable(result_object or {})
    return BindingAnswer(
        auth_no=require_auth_no(source),
        authpay_url=require_link(source, "authpay_url"),
        qr_img=read_link(source, "qr_img"),
        qr_timeout=fields.read_amount(source, "qr_timeout"),
        raw=source,
    )
