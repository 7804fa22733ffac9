"""An OnlinePay order and the link it is paid at: protocol section 2."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from . import checks, fields
from .link import LinkAnswer, read_link, require_link
from .product import Product
from .wire import write_json


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRequest:
    """An order to be paid. Amounts are in `currency`; `valid_time` is aware and cut to the second.

    Raises `RequestInvalid` when made, so one that exists can be sent. Source: protocol section 2.
    """

    platform_order_id: str
    store_id: str
    currency: str
    total_price: Decimal
    final_price: Decimal
    unredeem: Decimal
    valid_time: datetime | None
    # The callback addresses may hold a secret of the caller.
    confirm_url: str | None = field(repr=False)
    result_url: str = field(repr=False)
    result_display_url: str = field(repr=False)
    products: Sequence[Product] = ()

    def __post_init__(self) -> None:
        self.build_fields()

    def build_fields(self) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        currency = checks.check_currency("currency", self.currency)
        built: dict[str, Any] = {
            "platform_order_id": checks.check_id("platform_order_id", self.platform_order_id),
            "store_id": checks.check_text("store_id", self.store_id, 36),
            "currency": currency,
            **checks.check_prices(self.total_price, self.final_price, self.unredeem, currency),
        }
        if self.valid_time is not None:
            built["valid_time"] = checks.check_time("valid_time", self.valid_time)
        if self.confirm_url is not None:
            built["confirm_url"] = checks.check_url("confirm_url", self.confirm_url)
        built["result_url"] = checks.check_url("result_url", self.result_url)
        built["result_display_url"] = checks.check_url("result_display_url", self.result_display_url)
        if self.products:
            built["products"] = [product.build_fields(currency) for product in self.products]
        return built

    def to_bytes(self) -> bytes:
        """The body to store before the call: these bytes are signed and sent, now and at every repetition."""
        return write_json(self.build_fields()).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAnswer(LinkAnswer):
    """Where the shopper pays."""

    payment_url: str


def read_entry_answer(result_object: dict[str, Any] | None) -> EntryAnswer:
    """Raises `FieldUnreadable`; an answer without a link is none."""
    source = fields.require_storable(result_object or {})
    return EntryAnswer(
        payment_url=require_link(source, "payment_url"),
        qr_img=read_link(source, "qr_img"),
        qr_timeout=fields.read_amount(source, "qr_timeout"),
        raw=source,
    )
