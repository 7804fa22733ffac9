"""Subscriptions at the edges: the ends of days, months and years, and what is left when one ends."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.db import utc_now
from app.models import (
    AttentionReason,
    Authorization,
    AuthorizationStatus,
    Charge,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Period,
    Plan,
    Subscription,
)
from app.services.cancellations import cancel_authorization
from app.services.subscriptions import sweep_subscriptions
from tests.running import RunningShop, run_at_once
from tests.services.test_charge_corners import reasons
from tests.services.test_charges import TRANSACTION
from tests.services.test_subscriptions import DAY, orders_of, subscription_of, taken, tries
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")


def cycles(shop: RunningShop, authorization: Authorization) -> list[tuple[str | None, OrderStatus]]:
    return [(order.cycle, order.status) for order in orders_of(shop, authorization)]


def test_an_order_that_waits_for_its_shopper_closes_when_the_subscription_ends(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.change_user(authorization.auth_no or "", "balance", 100)
    do_due(shop)
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.OPEN)]
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    let_pass(shop, clock, timedelta(minutes=1))
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.CLOSED)]
    assert subscription_of(shop, authorization).next_charge_at is None


def test_two_orders_due_under_a_cancellation_not_yet_confirmed_do_not_keep_the_sweep_turning(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("bread-every-week")
    shop.sandbox.faults("POST /platform/authpay/cancel", "http_500", times=100)
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    clock.shift(5 * DAY)
    turns = sum(sweep_subscriptions(shop.db) for _ in range(5))
    assert turns == 1
    assert orders_of(shop, authorization) == []


def test_an_offer_that_changes_does_not_change_what_a_shopper_agreed_to(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    with shop.db.write() as session:
        session.execute(update(Plan).values(period=Period.WEEK, times=3, price=500))
    do_due(shop)
    let_pass(shop, clock, 10 * DAY, steps=20)
    (order,) = orders_of(shop, authorization)
    assert taken(shop, authorization) == [390]
    with shop.db.read() as session:
        lines = session.get_one(Order, order.id).lines
        assert [line.unit_price for line in lines] == [390]


def test_a_charge_unknown_when_its_cycle_ends_is_neither_sent_late_nor_in_the_way(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    clock.shift(7 * DAY)  # Monday 30 November: the last day of the cycle
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.faults(TRANSACTION, "timeout_before", times=1000, seconds=0.01)
    do_due(shop)
    clock.shift(timedelta(hours=22))
    shop.sandbox.clear_faults()
    sent = len(shop.calls.payloads(TRANSACTION))
    let_pass(shop, clock, timedelta(minutes=40), steps=8)
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.CLOSED)]
    assert len(shop.calls.payloads(TRANSACTION)) == sent
    let_pass(shop, clock, 31 * DAY, steps=62)
    assert cycles(shop, authorization)[1:] == [("2026-12/1", OrderStatus.PAID)]
    assert taken(shop, authorization) == [390]


def test_a_cycle_that_could_not_be_charged_waits_for_a_person(shop: RunningShop, clock: time_machine.Traveller) -> None:
    clock.shift(7 * DAY)
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    shop.sandbox.next_answer("GET /platform/authpay/inquiry", "000", result_object={"transactions": []}, times=None)
    do_due(shop)
    clock.shift(31 * DAY)
    do_due(shop)
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.OPEN), ("2026-12/1", OrderStatus.OPEN)]
    assert AttentionReason.CHARGE_UNTAKEN not in reasons(shop)
    clock.shift(timedelta(hours=12))
    do_due(shop)
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.OPEN), ("2026-12/1", OrderStatus.CLOSED)]
    assert AttentionReason.CHARGE_UNTAKEN in reasons(shop)


@pytest.mark.parametrize(
    ("granted", "first", "second"),
    [
        ("2027-12-31T21:00:00+08:00", "2028-01/1", "2028-02/1"),
        ("2027-12-31T19:54:00+08:00", "2027-12/1", "2028-01/1"),
        ("2028-01-31T10:00:00+08:00", "2028-01/1", "2028-02/1"),
        ("2026-12-01T00:30:00+08:00", "2026-12/1", "2027-01/1"),
    ],
)
def test_ends_of_months_and_years_are_those_of_taipei(
    shop: RunningShop, clock: time_machine.Traveller, granted: str, first: str, second: str
) -> None:
    clock.move_to(granted)
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    clock.move_to(datetime.fromisoformat(granted).replace(hour=12))
    let_pass(shop, clock, 32 * DAY, steps=32)
    assert cycles(shop, authorization) == [(first, OrderStatus.PAID), (second, OrderStatus.PAID)]
    assert taken(shop, authorization) == [390, 390]


def test_a_sweep_that_died_after_its_claim_is_followed_by_another(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    with shop.db.write() as session:
        later = utc_now() + timedelta(seconds=30)
        session.execute(update(Subscription).values(lease_until=later, next_charge_at=later))
    do_due(shop)
    assert orders_of(shop, authorization) == []
    let_pass(shop, clock, timedelta(seconds=31))
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.PAID)]


def test_a_clock_that_goes_back_makes_no_second_order(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("bread-every-week")
    do_due(shop)
    let_pass(shop, clock, 7 * DAY, steps=14)
    made = len(orders_of(shop, authorization))
    clock.shift(-3 * DAY)
    with shop.db.write() as session:
        session.execute(update(Subscription).values(next_charge_at=utc_now(), lease_until=None))
    do_due(shop)
    assert len(orders_of(shop, authorization)) == made
    assert len(taken(shop, authorization)) == made


def test_a_refusal_believed_while_cancelling_brings_no_other_charge(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.change_user(authorization.auth_no or "", "short")
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    assert tries(shop, order) == ["121", None]
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="merchant")
    shop.sandbox.change_user(authorization.auth_no or "", "balance")
    let_pass(shop, clock, 2 * DAY, steps=4)
    assert cycles(shop, authorization) == [("2026-11/1", OrderStatus.CLOSED)]
    assert taken(shop, authorization) == []
    with shop.db.read() as session:
        statuses = list(session.scalars(select(Payment.status).order_by(Payment.id)))
    assert statuses == [PaymentStatus.REFUSED, PaymentStatus.EXPIRED]


def test_cancelling_while_sweeps_run_locks_nobody_out(shop: RunningShop, clock: time_machine.Traveller) -> None:
    several = [shop.subscribe("bread-every-week") for _ in range(3)]
    shop.sandbox.faults(TRANSACTION, "http_500", times=3)

    def work(number: int) -> object:
        if number < 3:
            actor = "shopper"
            return cancel_authorization(shop.db, shop.wallet, number=several[number].number, actor=actor)
        do_due(shop)
        return None

    results = run_at_once(9, work)
    assert not [result for result in results if isinstance(result, Exception)]
    let_pass(shop, clock, timedelta(minutes=30), steps=6)
    for authorization in several:
        assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED
        paid = [order for order in orders_of(shop, authorization) if order.status is OrderStatus.PAID]
        assert len(paid) == len(taken(shop, authorization))
        assert {order.status for order in orders_of(shop, authorization)} <= {OrderStatus.PAID, OrderStatus.CLOSED}
    with shop.db.read() as session:
        pending = select(Charge).where(Charge.status == PaymentStatus.PENDING)
        assert session.scalars(pending).all() == []


def test_a_refusal_on_the_last_day_of_a_cycle_is_not_tried_in_the_next(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    clock.shift(7 * DAY)
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.change_user(authorization.auth_no or "", "short")
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    assert (order.status, tries(shop, order)) == (OrderStatus.CLOSED, ["121"])


def test_both_times_of_a_week_that_an_outage_covered_are_charged_within_it(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("bread-every-week")
    clock.shift(5 * DAY)
    do_due(shop)
    let_pass(shop, clock, timedelta(minutes=1), steps=2)
    assert cycles(shop, authorization) == [("2026-W48/1", OrderStatus.PAID), ("2026-W48/2", OrderStatus.PAID)]
    assert taken(shop, authorization) == [180, 180]


def test_a_refusal_that_comes_after_the_end_waits_for_nobody(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    do_due(shop)
    shop.sandbox.next_answer(TRANSACTION, "303")
    let_pass(shop, clock, timedelta(seconds=10))
    cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    let_pass(shop, clock, timedelta(minutes=30), steps=6)
    (order,) = orders_of(shop, authorization)
    assert (order.status, tries(shop, order)) == (OrderStatus.CLOSED, ["303"])
