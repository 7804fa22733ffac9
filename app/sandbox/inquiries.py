"""`GET /platform/inquiry`: how orders stand."""

from app.sandbox.answers import Answer
from app.sandbox.orders import find_orders
from app.sandbox.refunds import list_refunds
from app.sandbox.rules import PAID, order_status
from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row, paid_row
from app.sandbox.wire_requests import read_inquiry


def take_inquiry(sandbox: Sandbox, merchant: int, payload: bytes) -> Answer:
    """Answer for 1 to 20 orders, in the order asked. Only a paid one has more than its status.

    Raises BadFields.
    """
    ids = read_inquiry(payload)
    now = sandbox.clock.now()
    with sandbox.database.read() as connection:
        known = {order.entry.platform_order_id: order for order in find_orders(connection, merchant, ids)}
        paid = [order.entry.platform_order_id for order in known.values() if order.payment]
        refunds = {order_id: list_refunds(connection, known[order_id]) for order_id in paid}
    rows: list[Row] = []
    for order_id in ids:
        order = known.get(order_id)
        status = order_status(order, now, sandbox.switches)
        if order and status == PAID:
            rows.append(paid_row(order, refunds[order_id]))
        else:
            rows.append({"platform_order_id": order_id, "status": status})
    return Answer("000", None, {"transactions": rows})
