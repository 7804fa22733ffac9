"""`POST /platform/refund`: give money back."""

from app.sandbox import answers
from app.sandbox.answers import Answer
from app.sandbox.orders import find_order
from app.sandbox.records import Refund
from app.sandbox.refunds import list_refunds, save_refund
from app.sandbox.rules import decide_refund, repeated_refund
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import change_balance, find_store
from app.sandbox.times import to_wire
from app.sandbox.transactions import refund_parts
from app.sandbox.wire_requests import read_refund


def take_refund(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer a refund. Without `refund_order_id` each call is a refund of its own (protocol section 9).

    Raises BadFields.
    """
    asked = read_refund(payload)
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        order = find_order(connection, merchant, asked.platform_order_id)
        store = find_store(connection, order.entry.store_id) if order else None
        if order is None or store is None:
            return answers.INVALID_ORDER_ID
        made = list_refunds(connection, order)
        repeated = repeated_refund(asked, made, sandbox.switches)
        if repeated:
            return repeated if isinstance(repeated, Answer) else receipt(repeated)
        parts = decide_refund(asked, order, made, store, now)
        if isinstance(parts, Answer):
            return parts
        refund = Refund(asked.platform_order_id, asked.refund_order_id, "", now, asked.amount, parts)
        refund = save_refund(connection, refund, order)
        change_balance(connection, store.store_id, -parts.debit)
    return receipt(refund)


def receipt(refund: Refund) -> Answer:
    """The answer to a refund made (protocol section 7)."""
    given_back = {"refund_tradeNo": refund.trade_no, **refund_parts(refund)}
    return Answer("000", None, given_back | {"refund_time": to_wire(refund.refunded_at)})
