"""What the control interface shows of authorizations, as JSON values."""

import sqlite3
from collections.abc import Sequence

from app.sandbox.authpay_records import Authorization, Deduction
from app.sandbox.authpay_views import authpay_url
from app.sandbox.deductions import list_deductions
from app.sandbox.money import wire_number
from app.sandbox.records import Refund
from app.sandbox.refunds import list_refunds
from app.sandbox.sandbox import Sandbox
from app.sandbox.times import to_wire
from app.sandbox.transactions import Row


def authorization_views(connection: sqlite3.Connection, found: Sequence[Authorization]) -> list[Row]:
    """Authorizations with their deductions and the refunds of these, in the order given."""
    return [_authorization(connection, each) for each in found]


def whole_authorization_view(sandbox: Sandbox, connection: sqlite3.Connection, authorization: Authorization) -> Row:
    """One authorization with what was asked for, its link, its deductions and their refunds."""
    binding = authorization.binding
    return {
        **_authorization(connection, authorization),
        "merchant_id": authorization.merchant,
        "store_id": binding.store_id,
        "authpay_name": binding.authpay_name,
        "cancelable": binding.cancelable,
        "billing_amount": wire_number(binding.billing_amount),
        "billing_currency": binding.billing_currency,
        "billing_cycle": vars(binding.billing_cycle) if binding.billing_cycle else None,
        "custom_items": [vars(item) for item in binding.custom_items],
        "result_url": binding.result_url,
        "result_display_url": binding.result_display_url,
        "authpay_url": authpay_url(sandbox, authorization.token),
        "created_at": authorization.created_at.isoformat(),
        "qr_expires_at": authorization.qr_expires_at.isoformat(),
    }


def _authorization(connection: sqlite3.Connection, authorization: Authorization) -> Row:
    deductions = list_deductions(connection, authorization.auth_no)
    return {
        "auth_no": authorization.auth_no,
        "platform_authpay_id": authorization.binding.platform_authpay_id,
        "status": authorization.status,
        "declined": authorization.declined,
        "cancelled_by": authorization.cancelled_by,
        "type": authorization.binding.type,
        "user": authorization.user,
        "quota": wire_number(authorization.quota) if authorization.quota is not None else None,
        "deductions": [_deduction(each, list_refunds(connection, each)) for each in deductions],
    }


def _deduction(deduction: Deduction, refunds: Sequence[Refund]) -> Row:
    return {
        "platform_order_id": deduction.entry.platform_order_id,
        "trade_name": deduction.entry.trade_name,
        "state": deduction.state,
        "amount": wire_number(deduction.entry.final_price),
        "paid_at": to_wire(deduction.payment.paid_at) if deduction.payment else None,
        "refunds": [
            {"refund_order_id": refund.refund_order_id, "amount": wire_number(refund.amount)} for refund in refunds
        ],
    }
