"""What the database itself refuses, whoever writes: by hand here, past every service."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.models import AttentionReason, Payment
from app.services.attention import raise_attention
from tests.running import RunningShop
from tests.services.travelling import do_due

REFUND = """
    INSERT INTO refunds
        (payment_id, number, status, currency, amount, reason, requested_by, request_body, attempt_count, created_at)
    VALUES (:payment, :number, :status, 'TWD', :amount, 'by hand', 'somebody', '', 0, '2026-01-01 00:00:00+00:00')
"""


def write(shop: RunningShop, statement: str, **values: Any) -> None:
    with shop.db.write() as session:
        session.execute(text(statement), values)


def refund(shop: RunningShop, payment: Payment, number: str, amount: int, status: str = "done") -> None:
    write(shop, REFUND, payment=payment.id, number=number, amount=amount, status=status)


@pytest.mark.parametrize("status", ["requested", "unknown", "done"])
def test_no_refund_beyond_what_was_paid(shop: RunningShop, status: str) -> None:
    payment = shop.payment(shop.paid())
    refund(shop, payment, "first", payment.amount - 1)
    with pytest.raises(IntegrityError):
        refund(shop, payment, "second", 2, status)
    refund(shop, payment, "third", 1, status)


def test_no_refund_grows_beyond_what_was_paid(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid())
    refund(shop, payment, "only", payment.amount)
    with pytest.raises(IntegrityError):
        write(shop, "UPDATE refunds SET amount = amount + 1")


def test_a_refused_refund_comes_back_only_where_there_is_room(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid())
    refund(shop, payment, "refused", payment.amount, "refused")
    refund(shop, payment, "given", 1, "requested")
    with pytest.raises(IntegrityError):
        write(shop, "UPDATE refunds SET status = 'unknown' WHERE number = 'refused'")
    write(shop, "UPDATE refunds SET status = 'done' WHERE number = 'refused'")
    with pytest.raises(IntegrityError):
        write(shop, "UPDATE refunds SET status = 'done' WHERE number = 'given'")


def test_no_refund_of_what_was_not_paid(shop: RunningShop) -> None:
    with pytest.raises(IntegrityError):
        refund(shop, shop.payment(shop.buy()), "early", 1, "requested")


@pytest.mark.parametrize("change", ["status = 'failed'", "amount = amount - 1", "currency = 'USD'"])
def test_what_was_paid_stays_as_it_is(shop: RunningShop, change: str) -> None:
    shop.paid()
    with pytest.raises(IntegrityError):
        write(shop, f"UPDATE payments SET {change}")  # noqa: S608


@pytest.mark.parametrize("change", ["status = 'refused'", "amount = amount - 1", "currency = 'USD'", "payment_id = 1"])
def test_what_was_given_back_stays_as_it_is(shop: RunningShop, change: str) -> None:
    shop.paid()
    refund(shop, shop.payment(shop.paid()), "one", 2)
    with pytest.raises(IntegrityError, match="done_stays_done"):
        write(shop, f"UPDATE refunds SET {change} WHERE number = 'one'")  # noqa: S608


@pytest.mark.parametrize(
    "change", ["on_hand = -1", "reserved = -1", "reserved = on_hand + 1", "price = 0", "on_hand = reserved - 1"]
)
def test_no_negative_stock_and_no_promise_beyond_it(shop: RunningShop, change: str) -> None:
    with pytest.raises(IntegrityError):
        write(shop, f"UPDATE products SET {change}")  # noqa: S608


@pytest.mark.usefixtures("clock")
def test_no_second_charge_in_flight(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer("POST /platform/authpay/transaction", "303", times=2)
    for number in range(2):
        shop.tap(authorization, key=f"tap-{number}")
    with pytest.raises(IntegrityError, match=r"uq_payments_in_flight|payments\.authorization_id"):
        write(shop, "UPDATE payments SET status = 'pending' WHERE kind = 'charge'")


@pytest.mark.usefixtures("clock")
def test_no_second_order_for_one_time_of_a_cycle(shop: RunningShop) -> None:
    shop.subscribe("tea-every-month")
    do_due(shop)
    shop.buy()
    with pytest.raises(IntegrityError, match=r"uq_orders_subscription_id|orders\.subscription_id"):
        write(
            shop,
            "UPDATE orders SET (subscription_id, cycle) ="
            " (SELECT subscription_id, cycle FROM orders WHERE cycle IS NOT NULL) WHERE cycle IS NULL",
        )


def test_no_reason_waits_twice_for_a_person(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    with shop.db.write() as session:
        row = session.get_one(Payment, payment.id)
        for _ in range(2):
            raise_attention(session, row, AttentionReason.PAID_LATE)
        raise_attention(session, row, AttentionReason.SUMS_DIFFER)
    with pytest.raises(IntegrityError, match=r"uq_attentions_open|attentions\.subject"):
        write(shop, "UPDATE attentions SET reason = 'paid_late'")


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "change",
    [
        "payments SET amount = 0",
        "refunds SET amount = 0",
        "orders SET total = 0",
        "order_lines SET count = 0",
        "plans SET price = 0",
        "authorizations SET billing_amount = 0",
    ],
)
def test_nothing_of_no_amount(shop: RunningShop, change: str) -> None:
    shop.subscribe("tea-every-month")
    refund(shop, shop.payment(shop.paid()), "one", 1, "refused")
    shop.buy()
    with pytest.raises(IntegrityError, match=r"(?i)check|_stays_"):
        write(shop, f"UPDATE {change}")


@pytest.mark.parametrize("table", ["payments", "refunds"])
def test_no_number_is_used_twice(shop: RunningShop, table: str) -> None:
    for _ in range(2):
        payment = shop.payment(shop.paid())
        refund(shop, payment, f"of {payment.number}", 1)
    with pytest.raises(IntegrityError):
        write(shop, f"UPDATE {table} SET number = 'one'")  # noqa: S608


@pytest.mark.parametrize("table", ["orders", "payments", "refunds"])
def test_no_word_that_is_no_status(shop: RunningShop, table: str) -> None:
    refund(shop, shop.payment(shop.paid()), "one", 1)
    with pytest.raises(IntegrityError):
        write(shop, f"UPDATE {table} SET status = 'maybe'")  # noqa: S608
