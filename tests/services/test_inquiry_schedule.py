"""How often JKOPay is asked, read from the schedule alone."""

import itertools
from datetime import UTC, datetime, timedelta
from inspect import signature

from app.jkopay import JkopayClient
from app.models import Order, OrderStatus, Payment, PaymentStatus
from app.services.charge_recovery import CHARGES_DUE
from app.services.inquiry_schedule import CLOSING_GRACE, LEASE, PAYMENT_VALID, next_inquiry_at
from app.services.refund_recovery import REFUND_LEASE, REFUNDS_DUE

START = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def make_payment(
    status: PaymentStatus = PaymentStatus.PENDING, order_status: OrderStatus = OrderStatus.CLOSED
) -> Payment:
    return Payment(
        id=1,
        order=Order(status=order_status, payment_id=1),
        status=status,
        valid_until=START + PAYMENT_VALID,
        qr_expires_at=START + timedelta(minutes=20),
        inquiry_count=0,
        entry_silent=False,
    )


def ask_until_it_stops(payment: Payment) -> list[datetime]:
    now, asked = START, []
    while now < START + timedelta(days=30) and (due := next_inquiry_at(payment, now)) is not None:
        assert due > now
        asked.append(due)
        payment.inquiry_count += 1
        now = due
    return asked


def test_a_lease_outlasts_the_calls_that_are_made_under_it() -> None:
    longest_call = timedelta(seconds=signature(JkopayClient).parameters["deadline"].default)
    assert longest_call == timedelta(seconds=15)
    assert longest_call * 2 <= LEASE
    # An inquiry and a resend.
    assert longest_call * 3 <= REFUND_LEASE
    assert CHARGES_DUE.lease == REFUNDS_DUE.lease == REFUND_LEASE


def test_goods_are_kept_until_the_last_second_can_be_known_of() -> None:
    assert timedelta(seconds=90) <= CLOSING_GRACE


def test_while_the_qr_lives_no_wait_is_longer_than_twenty_seconds() -> None:
    asked = [START, *ask_until_it_stops(make_payment())]
    living = [moment for moment in asked if moment < START + timedelta(minutes=20)]
    assert max(b - a for a, b in itertools.pairwise(living)) <= timedelta(seconds=20)
    assert living[1] - living[0] <= timedelta(seconds=5)


def test_a_payment_is_asked_about_at_the_moment_it_may_be_closed() -> None:
    assert START + PAYMENT_VALID + CLOSING_GRACE in ask_until_it_stops(make_payment())


def test_after_its_last_moment_asking_goes_on_for_days_and_then_stops() -> None:
    asked = ask_until_it_stops(make_payment(PaymentStatus.EXPIRED))
    assert timedelta(days=7) <= asked[-1] - START < timedelta(days=8)
    assert len([moment for moment in asked if moment > START + PAYMENT_VALID + CLOSING_GRACE]) < 80


def test_a_payment_nobody_answered_about_is_asked_about_for_ever() -> None:
    now = START + timedelta(days=400)
    assert next_inquiry_at(make_payment(PaymentStatus.PENDING), now) == now + timedelta(hours=6)
    assert next_inquiry_at(make_payment(PaymentStatus.NEW), now) is not None
    assert next_inquiry_at(make_payment(PaymentStatus.EXPIRED), now) is None


def test_a_failed_payment_is_asked_about_as_long_as_its_order_is_open() -> None:
    now = START + timedelta(days=400)
    assert next_inquiry_at(make_payment(PaymentStatus.FAILED, OrderStatus.OPEN), now) == now + timedelta(hours=6)
    assert next_inquiry_at(make_payment(PaymentStatus.FAILED), now) is None
    replaced = make_payment(PaymentStatus.FAILED, OrderStatus.OPEN)
    replaced.order.payment_id = 2
    assert next_inquiry_at(replaced, now) is None


def test_a_paid_payment_is_never_asked_about_again() -> None:
    assert next_inquiry_at(make_payment(PaymentStatus.PAID), START) is None


def test_an_entry_refused_without_any_silence_needs_no_inquiry() -> None:
    assert next_inquiry_at(make_payment(PaymentStatus.REFUSED), START) is None


def test_an_entry_refused_after_a_silence_is_still_asked_about() -> None:
    payment = make_payment(PaymentStatus.REFUSED)
    payment.entry_silent = True
    assert next_inquiry_at(payment, START) is not None
