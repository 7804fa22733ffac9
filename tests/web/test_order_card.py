"""Which state a page shows when rows and clock disagree a little."""

from datetime import UTC, datetime, timedelta

import pytest

from app.models import Order, OrderStatus, Payment, PaymentStatus
from app.web.order_card import LATE_MONEY, CardState, read_card

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def order(status: OrderStatus, payment_status: PaymentStatus, **changes: object) -> Order:
    fields = {"valid_until": NOW + timedelta(minutes=50), "qr_expires_at": NOW + timedelta(seconds=75)} | changes
    return Order(status=status, payment=Payment(status=payment_status, **fields), payments=[])


def test_the_last_second_of_a_code_is_still_shown_and_the_next_is_not() -> None:
    living = order(OrderStatus.OPEN, PaymentStatus.PENDING, qr_expires_at=NOW + timedelta(seconds=1))
    dead = order(OrderStatus.OPEN, PaymentStatus.PENDING, qr_expires_at=NOW)
    assert (read_card(living, NOW).state, read_card(living, NOW).remaining_seconds) == (CardState.WAITING, 1)
    assert (read_card(dead, NOW).state, read_card(dead, NOW).remaining_seconds) == (CardState.FADED, 0)


def test_the_clock_is_written_in_minutes_and_seconds() -> None:
    assert read_card(order(OrderStatus.OPEN, PaymentStatus.PENDING), NOW).remaining_clock == "1:15"


@pytest.mark.parametrize("payment_status", list(PaymentStatus))
def test_a_paid_order_shows_paid_whatever_else_is_true(payment_status: PaymentStatus) -> None:
    card = read_card(order(OrderStatus.PAID, payment_status), NOW, returned=True)
    assert (card.state, card.is_final) == (CardState.PAID, True)


@pytest.mark.parametrize("status", [OrderStatus.OPEN, OrderStatus.CLOSED])
@pytest.mark.parametrize("payment_status", [status for status in PaymentStatus if status is not PaymentStatus.PAID])
def test_an_order_that_is_not_paid_never_shows_paid(status: OrderStatus, payment_status: PaymentStatus) -> None:
    for returned in (False, True):
        for moment in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=9)):
            assert read_card(order(status, payment_status), moment, returned=returned).state is not CardState.PAID


def test_a_payment_asked_for_and_left_behind_by_a_crash_can_be_asked_for_again() -> None:
    held = order(OrderStatus.OPEN, PaymentStatus.NEW, lease_until=NOW + timedelta(seconds=1))
    left = order(OrderStatus.OPEN, PaymentStatus.NEW, lease_until=NOW)
    assert (read_card(held, NOW).state, read_card(left, NOW).state) == (CardState.PREPARING, CardState.SILENT)


def test_a_closed_order_listens_for_late_money_for_a_while_and_then_rests() -> None:
    closed = order(OrderStatus.CLOSED, PaymentStatus.EXPIRED, valid_until=NOW)
    assert not read_card(closed, NOW + LATE_MONEY).is_final
    assert read_card(closed, NOW + LATE_MONEY + timedelta(seconds=1)).is_final
