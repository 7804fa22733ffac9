"""The real cause of every documented answer of OnlinePay (seed onlinepay-response-codes 1.1-1.3)."""

from tests.sandbox.causes import DAY, Answer, break_the_database, cause
from tests.sandbox.wire import ENTRY, INQUIRY, REFUND, Wire


@cause(ENTRY, "000", None)
def _(wire: Wire) -> Answer:
    return wire.entry()


@cause(ENTRY, "101", "Order is paid")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    return wire.entry()


@cause(ENTRY, "200", "Bad request")
def _(wire: Wire) -> Answer:
    return wire.entry(result_url=...)


@cause(ENTRY, "200", "Store not found")
def _(wire: Wire) -> Answer:
    return wire.entry(store_id="35f12dff-1581-11e9-a054-00505684fd45")


@cause(ENTRY, "200", "Using the currency unsupported by the Store")
def _(wire: Wire) -> Answer:
    return wire.entry(store_id="sandbox-identities", currency="JPY", identities=["A123456789"])


@cause(ENTRY, "200", "Entry of this store needs identity verification")
def _(wire: Wire) -> Answer:
    return wire.entry(store_id="sandbox-identities")


@cause(ENTRY, "200", "Order has been used as entry but they do not match with each others")
def _(wire: Wire) -> Answer:
    wire.entry()
    return wire.entry(final_price=999)


@cause(ENTRY, "200", "Invalid number of digits for the order currency amount")
def _(wire: Wire) -> Answer:
    return wire.entry(final_price=10.5)


@cause(ENTRY, "200", "Order price below limit for this currency")
def _(wire: Wire) -> Answer:
    return wire.entry(currency="JPY", final_price=4)


@cause(ENTRY, "999", "Internal Error")
def _(wire: Wire) -> Answer:
    break_the_database(wire, "orders")
    return wire.entry()


@cause(REFUND, "000", None)
def _(wire: Wire) -> Answer:
    wire.paid_order()
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "100", "Invaid Order ID")
def _(wire: Wire) -> Answer:
    return wire.refund("nobody", 400, "refund-1")


@cause(REFUND, "102", "Order has excessed 180 days cannot be refunded")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    wire.sandbox.clock_advance(180 * DAY + 1)
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "105", "Inconsistent remain amount")
def _(wire: Wire) -> Answer:
    wire.sandbox.switch(same_refund_again="refuse")
    wire.paid_order()
    wire.refund("order-1", 400, "refund-1")
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "105", "Inconsistent refund amount")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    wire.refund("order-1", 400, "refund-1")
    return wire.refund("order-1", 300, "refund-1")


@cause(REFUND, "111", "Transaction has been closed")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    wire.sandbox.clock_advance(DAY)
    wire.sandbox.change_store(books_closed_before=wire.sandbox.control("GET", "/clock")["now"])
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount.")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    wire.sandbox.change_store(balance=399)
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund")
def _(wire: Wire) -> Answer:
    wire.paid_order(user="coupon_stuck")
    return wire.refund("order-1", 1000, "refund-1")


@cause(REFUND, "117", "JKOPAY Coupon is used in this transaction, and we will only accept full refund")
def _(wire: Wire) -> Answer:
    wire.paid_order(user="store_coupon")
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "200", "Invalid number of digits for the order currency amount")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    return wire.refund("order-1", 0.5, "refund-1")


@cause(REFUND, "922", "Refund amount exceeds order final price")
def _(wire: Wire) -> Answer:
    wire.paid_order()
    wire.refund("order-1", 400, "refund-1")
    return wire.refund("order-1", 601, "refund-2")


@cause(REFUND, "922", "*")
def _(wire: Wire) -> Answer:
    wire.entry()
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "978", "Closed account can't use JKOPay's service, please contact the JKOPay's customer service.")
def _(wire: Wire) -> Answer:
    wire.paid_order(user="closed")
    return wire.refund("order-1", 400, "refund-1")


@cause(REFUND, "999", "Internal Error")
def _(wire: Wire) -> Answer:
    break_the_database(wire, "orders")
    return wire.refund("order-1", 400, "refund-1")


@cause(INQUIRY, "000", None)
def _(wire: Wire) -> Answer:
    answer: Answer = wire.get("/platform/inquiry", "platform_order_ids=nobody").json()
    return answer
