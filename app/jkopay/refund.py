"""A refund and what JKOPay says when it is made: protocol section 7."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from . import checks, fields
from .errors import RequestInvalid
from .transaction import RedeemDetail, read_redeem_detail
from .wire import write_json


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund of `refund_amount` in the order's `currency`, which decides its decimals and is not sent.

    `refund_order_id` is optional on the wire and always sent, for only with it is a repetition the same refund.
    Raises `RequestInvalid` when made. Source: protocol section 7.
    """

    platform_order_id: str
    refund_amount: Decimal
    refund_order_id: str
    currency: str = field(kw_only=True)

    def __post_init__(self) -> None:
        self.build_fields()

    def build_fields(self) -> dict[str, Any]:
        """The wire fields. Raises `RequestInvalid`."""
        currency = checks.check_currency("currency", self.currency)
        amount = checks.check_amount("refund_amount", self.refund_amount, currency)
        if not amount:
            raise RequestInvalid("refund_amount", "must be above zero")
        return {
            "platform_order_id": checks.check_id("platform_order_id", self.platform_order_id),
            "refund_amount": amount,
            "refund_order_id": checks.check_id("refund_order_id", self.refund_order_id),
        }

    def to_bytes(self) -> bytes:
        """The body to store before the call: the same bytes are the same refund."""
        return write_json(self.build_fields()).encode()


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """JKOPay made the refund. Anything it did not say is None; `refund_time` is aware UTC."""

    refund_trade_no: str | None
    debit_amount: Decimal | None
    redeem_amount: Decimal | None
    redeem_detail: RedeemDetail | None
    refund_time: datetime | None
    raw: dict[str, Any] = field(repr=False, compare=False)


def read_refund_answer(result_object: dict[str, Any] | None) -> RefundAnswer:
    """Raises `FieldUnreadable`."""
    source = fields.require_storable(result_object or {})
    return RefundAnswer(
        refund_trade_no=fields.read_text(source, "refund_tradeNo"),
        debit_amount=fields.read_amount(source, "debit_amount"),
        redeem_amount=fields.read_amount(source, "redeem_amount"),
        redeem_detail=read_redeem_detail(source),
        refund_time=fields.read_time(source, "refund_time"),
        raw=source,
    )
