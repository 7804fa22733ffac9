"""The books: silent while everything agrees, and one break for every way a hand can spoil them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text

from app.models import AttentionReason, Order, Payment, PaymentStatus
from app.services.attention import raise_attention
from app.services.balances import check_books
from app.services.breaks import settle_break
from tests.databases import drop_guards, drop_unique
from tests.running import RunningShop
from tests.services.travelling import do_due


def trade(shop: RunningShop) -> Order:
    """A bit of everything: open, paid, partly refunded, closed. Returns the refunded order."""
    shop.buy()
    shop.paid("gaiwan")
    order = shop.paid("kraft-notebook", 2)
    payment = shop.payment(order)
    shop.refund(payment, 100)
    return order


def spoil(shop: RunningShop, statement: str, **values: object) -> None:
    """A hand at the database, past its last line."""
    with shop.db.write() as session:
        drop_guards(session)
        assert session.execute(text(statement), values).rowcount == 1  # type: ignore[attr-defined]


def found(shop: RunningShop) -> set[tuple[str, str, str, str]]:
    return {(str(row.kind), row.subject, row.says, row.should) for row in check_books(shop.db).breaks}


def shorten(word: str, first: str) -> str:
    """Numbers that differ from run to run, by what they are of."""
    return "R" if re.search(r"-\d+-R", word) else "first" if word == first else word


def test_the_books_of_a_busy_day_agree(shop: RunningShop) -> None:
    trade(shop)
    books = check_books(shop.db)
    assert books.breaks == []
    assert books.totals == {("paid", "TWD"): 440 + 1280, ("refunded", "TWD"): 100}


SPOILT: dict[str, tuple[str, Callable[[Order], set[tuple[str, str, str, str]]]]] = {
    "a status by hand": (
        "UPDATE payments SET status = 'expired' WHERE number = :payment",
        lambda order: {
            ("status", f"{order.number}-1", "expired", "paid"),
            ("order_status", order.number, "paid", "unpaid"),
            ("order_payment", order.number, f"{order.number}-1", "a paid payment of the order"),
            ("refunded", f"{order.number}-1", "100", "≤ 0"),
            ("total", "paid TWD", "1280", "1720"),
        },
    ),
    "an order opened by hand": (
        "UPDATE orders SET status = 'open' WHERE number = :order",
        lambda order: {
            ("status", order.number, "open", "paid"),
            ("order_status", order.number, "open", "paid"),
            ("reserved", "kraft-notebook", "1", "3"),
        },
    ),
    "another total": (
        "UPDATE orders SET total = total + 1 WHERE number = :order",
        lambda order: {
            ("order_total", order.number, "441", "440"),
            ("payment_amount", f"{order.number}-1", "440 TWD", "441 TWD"),
        },
    ),
    "another amount": (
        "UPDATE payments SET amount = amount - 40 WHERE number = :payment",
        lambda order: {
            ("payment_amount", f"{order.number}-1", "400 TWD", "440 TWD"),
            ("proof", f"{order.number}-1", "400 TWD", "440 TWD"),
        },
    ),
    "another deduction": (
        "UPDATE payments SET debit_amount = 7 WHERE number = :payment",
        lambda order: {("debit", f"{order.number}-1", "7", "440")},
    ),
    "no proof": (
        "UPDATE payments SET answer = NULL WHERE number = :payment",
        lambda order: {("proof", f"{order.number}-1", "440 TWD", "-"), ("debit", f"{order.number}-1", "440", "-")},
    ),
    "a proof of another payment": (
        "UPDATE payments SET answer = REPLACE(answer, :payment, 'T1-1') WHERE number = :payment",
        lambda order: {("proof", f"{order.number}-1", "440 TWD", "-")},
    ),
    "another refund": (
        "UPDATE refunds SET amount = 90 WHERE payment_id = (SELECT id FROM payments WHERE number = :payment)",
        lambda _: {("refund_amount", "R", "90", "100")},
    ),
    "a refund in another currency": (
        "UPDATE refunds SET currency = 'USD' WHERE payment_id = (SELECT id FROM payments WHERE number = :payment)",
        lambda _: {("refund_currency", "R", "USD", "TWD")},
    ),
    "a refund of another payment": (
        "UPDATE refunds SET payment_id = (SELECT MIN(id) FROM payments)",
        lambda _: {("refund_amount", "R", "100", "-"), ("refunded", "first", "100", "≤ 0")},
    ),
    "a refund under another number": (
        "UPDATE refunds SET number = number || 'X'",
        lambda _: {
            ("refund_amount", "R", "100", "-"),
            ("status", "R", "done", "-"),
            ("status", "R", "-", "done"),
            ("total", "refunded TWD", "100", "0"),
        },
    ),
    "a refund struck out": (
        "DELETE FROM refunds WHERE payment_id = (SELECT id FROM payments WHERE number = :payment)",
        lambda _: {("status", "R", "-", "done")},
    ),
    "pieces set aside for nobody": (
        "UPDATE products SET reserved = 2 WHERE slug = 'kraft-notebook'",
        lambda _: {("reserved", "kraft-notebook", "2", "1")},
    ),
    "an event struck out": (
        "DELETE FROM history WHERE event = 'link_made' AND subject = :payment",
        lambda order: {("history", f"{order.number}-1", "pending", "new")},
    ),
    "an order paid by a payment of another": (
        "UPDATE orders SET payment_id = (SELECT MIN(id) FROM payments) WHERE number = :order",
        lambda order: {("order_payment", order.number, "first", "a paid payment of the order")},
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_every_way_to_spoil_the_books_is_found_and_nothing_else(shop: RunningShop, name: str) -> None:
    order = trade(shop)
    statement, expected = SPOILT[name]
    values = {"order": order.number, "payment": f"{order.number}-1"}
    spoil(shop, statement, **{key: value for key, value in values.items() if f":{key}" in statement})
    with shop.db.read() as session:
        first = session.query(Payment).order_by(Payment.id).first()
        assert first is not None
    named = {tuple(shorten(word, first.number) for word in row) for row in found(shop)}
    assert named == expected(order)


def test_more_given_back_than_paid_is_found_even_where_a_hand_wrote_it(shop: RunningShop) -> None:
    order = trade(shop)
    payment = shop.payment(order)
    with shop.db.write() as session:
        drop_guards(session)
        session.get_one(Payment, payment.id).refunds[0].amount = 441
    assert ("refunded", payment.number, "441", "≤ 440") in found(shop)


def test_two_paid_payments_of_an_order_need_that_the_staff_was_told(shop: RunningShop) -> None:
    order = shop.paid()
    other = shop.paid()
    with shop.db.write() as session:
        session.execute(
            text("UPDATE payments SET order_id = :to WHERE order_id = :from"), {"to": order.id, "from": other.id}
        )
    kinds = {(kind, subject, says, should) for kind, subject, says, should in found(shop)}
    assert ("paid_twice", order.number, "2", "1") in kinds
    with shop.db.write() as session:
        raise_attention(session, session.get_one(Payment, shop.payment(other).id), AttentionReason.PAID_TWICE)
    assert "paid_twice" not in {kind for kind, *_ in found(shop)}


def test_the_charges_of_a_subscription_agree_and_a_changed_one_does_not(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    assert check_books(shop.db).breaks == []
    charge = shop.authorization(authorization.token).charges[0]
    assert charge.status is PaymentStatus.PAID
    subscription = authorization.subscription
    assert subscription is not None
    for statement, number, says, should in (
        ("UPDATE authorizations SET status = :status", authorization.number, "cancelled", "granted"),
        ("UPDATE subscriptions SET status = :status", subscription.number, "ended", "active"),
    ):
        spoil(shop, statement, status=says)
        assert found(shop) == {("status", number, says, should)}
        spoil(shop, statement, status=should)
    spoil(shop, "UPDATE authorizations SET billing_amount = 1 WHERE id = :id", id=authorization.id)
    assert found(shop) == {("charge_amount", charge.number, str(charge.amount), "1")}


@pytest.mark.parametrize(
    ("asked", "named", "should"),
    [
        (b'"auth_no":"', b'"auth_no":"9', "-"),
        (b'"platform_order_id":"', b'"platform_order_id":"9', "-"),
        (b'"final_price":220', b'"final_price":221', "221 TWD"),
        (b'"currency":"TWD"', b'"currency":"JPY"', "220 JPY"),
        (b'"order":', b'"order":null,"was":', "-"),
    ],
    ids=["authorization", "number", "amount", "currency", "no order"],
)
def test_a_charge_is_the_one_that_its_stored_request_asks_for(
    shop: RunningShop, clock: time_machine.Traveller, asked: bytes, named: bytes, should: str
) -> None:
    charge = shop.payment(shop.tap(shop.bind()))
    assert check_books(shop.db).breaks == []
    with shop.db.write() as session:
        row = session.get_one(Payment, charge.id)
        row.request_body = row.request_body.replace(asked, named, 1)
        assert row.request_body != charge.request_body
    assert found(shop) == {("charge_request", charge.number, "220 TWD", should)}


def test_two_paid_orders_for_one_time_of_a_cycle_are_found_where_a_hand_wrote_them(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    shop.subscribe("tea-every-month")
    do_due(shop)
    clock.shift(timedelta(days=31))
    do_due(shop)
    drop_unique(shop.db, "orders", "uq_orders_subscription_id")
    with shop.db.write() as session:
        first, second = session.execute(text("SELECT number, cycle FROM orders ORDER BY id")).all()
        session.execute(text("UPDATE orders SET cycle = :cycle"), {"cycle": first.cycle})
    assert second.cycle != first.cycle
    assert found(shop) == {("charged_twice", first.number, "2", "1")}


def test_an_explained_difference_is_left_out_until_its_figures_change(shop: RunningShop) -> None:
    order = trade(shop)
    change = "UPDATE payments SET debit_amount = :debit WHERE number = :number"
    spoil(shop, change, debit=7, number=f"{order.number}-1")
    (row,) = check_books(shop.db).breaks
    settle_break(shop.db, row, note="JKOPay corrected it by mail", staff="merchant")
    books = check_books(shop.db)
    assert (books.breaks, books.settled) == ([], 1)
    spoil(shop, change, debit=8, number=f"{order.number}-1")
    assert [row.says for row in check_books(shop.db).breaks] == ["8"]


def test_an_explained_difference_of_a_sum_stays_explained_when_more_is_sold(shop: RunningShop) -> None:
    trade(shop)
    spoil(shop, "UPDATE products SET reserved = reserved + 1 WHERE slug = 'kraft-notebook'")
    (row,) = check_books(shop.db).breaks
    settle_break(shop.db, row, note="one lies on the counter", staff="merchant")
    shop.buy("kraft-notebook")
    assert check_books(shop.db).breaks == []
    spoil(shop, "UPDATE products SET reserved = reserved + 1 WHERE slug = 'kraft-notebook'")
    assert [row.kind for row in check_books(shop.db).breaks] == ["reserved"]
