"""One row of an inquiry, which is also what a result notification carries: protocol section 3."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from . import fields

# Any 32-bit number is read, so that a status nobody documented can still be shown to a person.
_LARGEST_STATUS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class RedeemDetail:
    """What paid instead of money, in the order's currency. Source: protocol section 3."""

    jko_coin: Decimal | None
    official_coupon: Decimal | None
    store_coupon: Decimal | None


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """One refund of the row's order, oldest first as JKOPay lists them. `time` is aware UTC."""

    refund_order_id: str | None
    refund_trade_no: str | None
    time: datetime | None
    amount: Decimal | None
    debit_amount: Decimal | None
    redeem_amount: Decimal | None
    redeem_detail: RedeemDetail | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What JKOPay says about one order.

    `status` is 0 paid, 100 failed, 101 not paid yet, 102 no such order; any other number is passed on as it is.
    `trans_time` is aware UTC. `debit_amount` is TWD whatever `currency` is (protocol section 3). `raw` is the row
    as it came, numbers with a fraction as Decimal.
    """

    platform_order_id: str
    status: int
    trade_no: str | None
    trans_time: datetime | None
    currency: str | None
    final_price: Decimal | None
    redeem_amount: Decimal | None
    debit_amount: Decimal | None
    redeem_detail: RedeemDetail | None
    channel_type: str | None
    mask_no: str | None
    # Personal data: it identifies the shopper to the tax office, so it stays out of logs.
    invoice_vehicle: str | None = field(repr=False)
    refund_history: tuple[RefundRecord, ...]
    raw: dict[str, Any] = field(repr=False, compare=False)


def read_redeem_detail(source: Mapping[str, Any]) -> RedeemDetail | None:
    """The `redeem_detail` of a row, a refund or a refund's answer."""
    detail = fields.read_object(source, "redeem_detail")
    if detail is None:
        return None
    return RedeemDetail(
        jko_coin=fields.read_amount(detail, "jko_coin_amount"),
        official_coupon=fields.read_amount(detail, "official_coupon_amount"),
        store_coupon=fields.read_amount(detail, "store_coupon_amount"),
    )


def _read_status(row: Mapping[str, Any]) -> int:
    status = row.get("status")
    if type(status) is not int or abs(status) > _LARGEST_STATUS:
        raise fields.FieldUnreadable("status: is not an integer")
    return status


def _read_refund(record: Mapping[str, Any], platform_order_id: str) -> RefundRecord:
    if fields.read_text(record, "platform_order_id") not in (None, platform_order_id):
        raise fields.FieldUnreadable("refund_history: holds a refund of another order")
    return RefundRecord(
        refund_order_id=fields.read_text(record, "refund_order_id"),
        refund_trade_no=fields.read_text(record, "refund_tradeNo"),
        time=fields.read_time(record, "time"),
        amount=fields.read_amount(record, "amount"),
        debit_amount=fields.read_amount(record, "debit_amount"),
        redeem_amount=fields.read_amount(record, "redeem_amount"),
        redeem_detail=read_redeem_detail(record),
    )


def read_transaction(row: dict[str, Any]) -> Transaction:
    """Reads one row strictly. Raises `FieldUnreadable`."""
    platform_order_id = fields.read_text(row, "platform_order_id")
    if platform_order_id is None:
        raise fields.FieldUnreadable("platform_order_id: is missing")
    return Transaction(
        platform_order_id=platform_order_id,
        status=_read_status(row),
        trade_no=fields.read_text(row, "tradeNo"),
        trans_time=fields.read_time(row, "trans_time"),
        currency=fields.read_text(row, "currency"),
        final_price=fields.read_amount(row, "final_price"),
        redeem_amount=fields.read_amount(row, "redeem_amount"),
        debit_amount=fields.read_amount(row, "debit_amount"),
        redeem_detail=read_redeem_detail(row),
        channel_type=fields.read_text(row, "channel_type"),
        mask_no=fields.read_text(row, "maskNo"),
        invoice_vehicle=fields.read_text(row, "invoice_vehicle"),
        refund_history=tuple(
            _read_refund(record, platform_order_id) for record in fields.read_objects(row, "refund_history")
        ),
        raw=fields.require_storable(row),
    )
