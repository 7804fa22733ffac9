"""A deduction under an authorization: protocol section 6."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import checks
from .errors import RequestInvalid
from .product import Product
from .wire import write_json

# The only currency documented for a charge.
_CURRENCY = "TWD"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRequest:
    """A charge of `final_price`; amounts are in `currency`, which is TWD. The user sees `trade_name` in the wallet.

    Raises `RequestInvalid` when made, so one that exists can be sent. Source: protocol section 6.
    """

    auth_no: str
    platform_order_id: str
    trade_name: str
    total_price: Decimal
    final_price: Decimal
    currency: str = _CURRENCY
    unredeem: Decimal = Decimal(0)
    remark: str | None = None
    products: Sequence[Product] = ()

    def __post_init__(self) -> None:
        self.build_fields()

    def build_fields(self) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        if self.currency != _CURRENCY:
            raise RequestInvalid("currency", f"must be {_CURRENCY}")
        order: dict[str, Any] = {
            "platform_order_id": checks.check_id("platform_order_id", self.platform_order_id),
            "trade_name": checks.check_text("trade_name", self.trade_name, 30),
            "currency": self.currency,
            **checks.check_prices(self.total_price, self.final_price, self.unredeem, self.currency),
        }
        if self.remark is not None:
            order["remark"] = checks.check_text("remark", self.remark, 500)
        if self.products:
            order["products"] = [product.build_fields(self.currency) for product in self.products]
        return {"auth_no": checks.check_auth_no(self.auth_no), "order": order}

    def to_bytes(self) -> bytes:
        """The body to store before the call: these bytes are signed and sent, now and at every repetition."""
        return write_json(self.build_fields()).encode()
