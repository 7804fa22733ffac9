"""`POST /platform/authpay/refund`: give the money of a deduction back."""

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.authorizations import find_authorization
from app.sandbox.authpay_rules import decide_authpay_refund
from app.sandbox.deductions import find_deduction
from app.sandbox.records import Refund
from app.sandbox.refunding import receipt
from app.sandbox.refunds import list_refunds, save_refund
from app.sandbox.rules import repeated_refund
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import change_balance, find_store
from app.sandbox.wire_requests import read_refund


def take_authpay_refund(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer a refund, also after a cancellation. An order of OnlinePay does not exist here.

    Raises BadFields.
    """
    asked = read_refund(payload)
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        deduction = find_deduction(connection, merchant, asked.platform_order_id)
        authorization = find_authorization(connection, deduction.entry.auth_no) if deduction else None
        store = find_store(connection, authorization.binding.store_id) if authorization else None
        if deduction is None or store is None:
            return answers.ORDER_DOES_NOT_EXIST
        made = list_refunds(connection, deduction)
        repeated = repeated_refund(asked, made, sandbox.switches)
        if repeated:
            # This page has one text for 105 where OnlinePay's has two.
            return answers.REFUND_MISMATCH if isinstance(repeated, Answer) else receipt(repeated)
        parts = decide_authpay_refund(asked, deduction, made, store, now)
        if isinstance(parts, Answer):
            return parts
        refund = Refund(asked.platform_order_id, asked.refund_order_id, "", now, asked.amount, parts)
        refund = save_refund(connection, refund, deduction)
        change_balance(connection, store.store_id, -parts.debit)
    return receipt(refund)
