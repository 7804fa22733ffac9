"""Every documented answer of the three calls, produced by its real cause (seed onlinepay-response-codes 1.1-1.3)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.wire import ENTRY, INQUIRY, REFUND, Wire, result_of

Answer = dict[str, Any]
DAY = 24 * 3600

# The table as published, spelling included; `*` is dynamic text.
DOCUMENTED = {
    (ENTRY, "000", None),
    (ENTRY, "101", "Order is paid"),
    (ENTRY, "200", "Bad request"),
    (ENTRY, "200", "Store not found"),
    (ENTRY, "200", "Using the currency unsupported by the Store"),
    (ENTRY, "200", "Entry of this store needs identity verification"),
    (ENTRY, "200", "Order has been used as entry but they do not match with each others"),
    (ENTRY, "200", "Invalid number of digits for the order currency amount"),
    (ENTRY, "200", "Order price below limit for this currency"),
    (ENTRY, "999", "Internal Error"),
    (REFUND, "000", None),
    (REFUND, "100", "Invaid Order ID"),
    (REFUND, "102", "Order has excessed 180 days cannot be refunded"),
    (REFUND, "105", "Inconsistent remain amount"),
    (REFUND, "105", "Inconsistent refund amount"),
    (REFUND, "111", "Transaction has been closed"),
    (REFUND, "113", "Refund reject due to refund amount exceeds total unreimbursed amount."),
    (REFUND, "116", "JKOPAY coupon reimbursement failed, please contact JKOPAY for assistance in refund"),
    (REFUND, "117", "JKOPAY Coupon is used in this transaction, and we will only accept full refund"),
    (REFUND, "200", "Invalid number of digits for the order currency amount"),
    (REFUND, "922", "Refund amount exceeds order final price"),
    (REFUND, "922", "*"),
    (REFUND, "978", "Closed account can't use JKOPay's service, please contact the JKOPay's customer service."),
    (REFUND, "999", "Internal Error"),
    (INQUIRY, "000", None),
}
CAUSES: dict[tuple[str, str, str | None], Callable[[Wire], Answer]] = {}


def cause(api: str, result: str, message: str | None) -> Callable[[Callable[[Wire], Answer]], None]:
    def note(make: Callable[[Wire], Answer]) -> None:
        CAUSES[api, result, message] = make

    return note


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
    _break_the_database(wire)
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
    _break_the_database(wire)
    return wire.refund("order-1", 400, "refund-1")


@cause(INQUIRY, "000", None)
def _(wire: Wire) -> Answer:
    answer: Answer = wire.get("/platform/inquiry", "platform_order_ids=nobody").json()
    return answer


def _break_the_database(wire: Wire) -> None:
    with wire.sandbox.app.extensions["sandbox"].database.write() as connection:
        connection.execute("DROP TABLE orders")


def test_every_documented_answer_has_a_cause_here() -> None:
    assert set(CAUSES) == DOCUMENTED


@pytest.mark.parametrize("row", sorted(DOCUMENTED, key=str), ids=lambda row: " ".join(map(str, row))[:60])
def test_a_documented_answer_comes_from_its_cause(row: tuple[str, str, str | None], wire: Wire) -> None:
    _, result, message = row
    answer = CAUSES[row](wire)
    assert set(answer) == {"result", "message", "result_object"}
    assert result_of(answer) == (result, answer["message"] if message == "*" else message)
    if message == "*":
        assert answer["message"] == "Order has not been paid"
    if message == "Bad request":
        assert answer["result_object"] == {"result_url": "is required"}
    elif result != "000":
        assert answer["result_object"] is None


@pytest.mark.parametrize("api", [ENTRY, REFUND, INQUIRY])
def test_any_answer_can_be_had_on_demand_for_a_bounded_number_of_calls(api: str, wire: Wire) -> None:
    wire.sandbox.next_answer(api, "999", times=2)
    calls: dict[str, Callable[[], Answer]] = {
        ENTRY: wire.entry,
        REFUND: lambda: wire.refund("nobody", 1, "r"),
        INQUIRY: lambda: wire.get("/platform/inquiry", "platform_order_ids=nobody").json(),
    }
    answers = [result_of(calls[api]()) for _ in range(3)]
    assert answers[:2] == [("999", "Internal Error")] * 2
    assert answers[2] != ("999", "Internal Error")


def test_a_planned_answer_is_given_instead_of_the_work(wire: Wire) -> None:
    wire.paid_order()
    wire.sandbox.next_answer(REFUND, "922", message="已超過每日退款上限", result_object={"limit": 3})
    answer = wire.refund("order-1", 400, "refund-1")
    assert answer == {"result": "922", "message": "已超過每日退款上限", "result_object": {"limit": 3}}
    assert wire.inquiry("order-1")[0]["refund_history"] == []
