"""What the control interface shows of orders, as JSON values."""

from collections.abc import Sequence
from datetime import datetime

from app.sandbox.entries import payment_url
from app.sandbox.money import wire_number
from app.sandbox.order_search import OrderPage
from app.sandbox.records import Order, Payment, Refund
from app.sandbox.refunds import list_refunds
from app.sandbox.rules import order_problem, order_status
from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row, redeem_detail, refund_parts


def page_view(sandbox: Sandbox, page: OrderPage) -> Row:
    """A page of orders, the newest first."""
    return {"orders": [order_view(sandbox, order) for order in page.orders], "next_before": page.next_before}


def order_view(sandbox: Sandbox, order: Order) -> Row:
    """One order in a line: `status` is what an inquiry says now, `problem` why nobody can pay it now."""
    entry, now = order.entry, sandbox.clock.now()
    return {
        "number": order.number,
        "merchant_id": order.merchant,
        "store_id": entry.store_id,
        "platform_order_id": entry.platform_order_id,
        "currency": entry.currency,
        "final_price": wire_number(entry.final_price),
        "state": order.state,
        "status": order_status(order, now, sandbox.switches),
        "problem": order_problem(order, now, sandbox.switches),
        "created_at": _iso(order.created_at),
    }


def whole_order_view(sandbox: Sandbox, order: Order, deliveries: Sequence[Row]) -> Row:
    """One order with what was entered, its payment, its refunds and the calls made to the merchant about it."""
    entry, payment = order.entry, order.payment
    with sandbox.database.read() as connection:
        refunds = list_refunds(connection, order)
    return {
        **order_view(sandbox, order),
        "total_price": wire_number(entry.total_price),
        "unredeem": wire_number(entry.unredeem),
        "valid_time": _iso(entry.valid_time),
        "confirm_url": entry.confirm_url,
        "result_url": entry.result_url,
        "result_display_url": entry.result_display_url,
        "payment_type": entry.payment_type,
        "escrow": entry.escrow,
        "products": [vars(product) for product in entry.products],
        "payment_url": payment_url(sandbox, order.token),
        "qr_expires_at": _iso(order.qr_expires_at),
        "payment": _payment(payment) if payment else None,
        "refunds": [_refund(refund) for refund in refunds],
        "deliveries": list(deliveries),
    }


def _payment(payment: Payment) -> Row:
    return {
        "tradeNo": payment.trade_no,
        "paid_at": _iso(payment.paid_at),
        "user": payment.user,
        "channel_type": payment.channel_type,
        "debit_amount": wire_number(payment.debit),
        "redeem_amount": wire_number(payment.redeemed.total),
        "redeem_detail": redeem_detail(payment.redeemed),
    }


def _refund(refund: Refund) -> Row:
    return {
        "refund_order_id": refund.refund_order_id,
        "refund_tradeNo": refund.trade_no,
        "refunded_at": _iso(refund.refunded_at),
        "amount": wire_number(refund.amount),
        **refund_parts(refund),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
