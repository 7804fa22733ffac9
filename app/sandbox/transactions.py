"""The row that describes an order in an inquiry and in a result callback (protocol section 3)."""

from collections.abc import Sequence

from app.sandbox.money import TWD, wire_number, wire_text
from app.sandbox.records import Redeemed, Refund, Sale
from app.sandbox.times import to_wire

Row = dict[str, object]


def paid_row(order: Sale, refunds: Sequence[Refund], *, in_numbers: bool = False) -> Row:
    """A paid order, whole. Those of refunds and redeem_detail are numbers, as in the samples; the other amounts are
    strings, but numbers in an inquiry of authorized payment (`in_numbers`).

    Raises ValueError for an order that is not paid.
    """
    entry, payment = order.entry, order.payment
    if payment is None:
        raise ValueError(entry.platform_order_id)
    prices = {
        "final_price": (entry.final_price, entry.currency),
        "redeem_amount": (payment.redeemed.total, TWD),
        "debit_amount": (payment.debit, TWD),
    }
    wire = {
        name: wire_number(amount) if in_numbers else wire_text(amount, unit) for name, (amount, unit) in prices.items()
    }
    card = {"maskNo": payment.mask_no} if payment.mask_no else {}
    return {
        "platform_order_id": entry.platform_order_id,
        "status": 0,
        "tradeNo": payment.trade_no,
        "trans_time": to_wire(payment.paid_at),
        "currency": entry.currency,
        **wire,
        "redeem_detail": redeem_detail(payment.redeemed),
        "invoice_vehicle": payment.invoice_vehicle,
        "channel_type": payment.channel_type,
        **card,
        "refund_history": [_refund_row(refund) for refund in refunds],
    }


def redeem_detail(redeemed: Redeemed) -> Row:
    """Coins and coupons, in TWD."""
    return {
        "jko_coin_amount": wire_number(redeemed.coins),
        "official_coupon_amount": wire_number(redeemed.official_coupon),
        "store_coupon_amount": wire_number(redeemed.store_coupon),
    }


def refund_parts(refund: Refund) -> Row:
    """What a refund gave back."""
    return {
        "debit_amount": wire_number(refund.parts.debit),
        "redeem_amount": wire_number(refund.parts.redeemed.total),
        "redeem_detail": redeem_detail(refund.parts.redeemed),
    }


def _refund_row(refund: Refund) -> Row:
    return {
        "platform_order_id": refund.platform_order_id,
        "refund_order_id": refund.refund_order_id,
        "refund_tradeNo": refund.trade_no,
        "time": to_wire(refund.refunded_at),
        "amount": wire_number(refund.amount),
        **refund_parts(refund),
    }
