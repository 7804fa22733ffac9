"""Subscriptions over months: once in every cycle, never twice, and the books agree with JKOPay's."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.models import (
    AttentionReason,
    Authorization,
    AuthorizationStatus,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
    Subscription,
    SubscriptionStatus,
)
from app.services.attention import list_open_attention
from app.services.charging_again import ChargeImpossible, charge_again
from tests.running import RunningShop, run_at_once
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
TRANSACTION = "POST /platform/authpay/transaction"
DAY = timedelta(days=1)


def orders_of(shop: RunningShop, authorization: Authorization) -> list[Order]:
    """The subscription's orders, oldest first."""
    query = select(Order).join(Subscription).where(Subscription.authorization_id == authorization.id).order_by(Order.id)
    with shop.db.read() as session:
        return list(session.scalars(query))


def subscription_of(shop: RunningShop, authorization: Authorization) -> Subscription:
    with shop.db.read() as session:
        return session.scalars(select(Subscription).where(Subscription.authorization_id == authorization.id)).one()


def taken(shop: RunningShop, authorization: Authorization) -> list[int]:
    """What JKOPay itself took under it."""
    rows = [row for row in shop.sandbox.authorizations() if row["auth_no"] == authorization.auth_no]
    return [deduction["amount"] for row in rows for deduction in row["deductions"] if deduction["paid_at"]]


def tries(shop: RunningShop, order: Order) -> list[str | None]:
    """How each charge of the order was refused; None for one that was not."""
    query = select(Payment.refusal_code).where(Payment.order_id == order.id).order_by(Payment.id)
    with shop.db.read() as session:
        return list(session.scalars(query))


def test_the_first_charge_follows_the_grant(shop: RunningShop) -> None:
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    assert (order.status, order.cycle, order.total) == (OrderStatus.PAID, "2026-11/1", 390)
    assert taken(shop, authorization) == [390]
    following = subscription_of(shop, authorization).next_charge_at
    assert following is not None
    assert following.isoformat() == "2026-12-23T00:05:00+00:00"


def test_ten_schedulers_make_one_order(shop: RunningShop) -> None:
    authorization = shop.subscribe("tea-every-month")
    run_at_once(10, lambda _: do_due(shop))
    assert len(orders_of(shop, authorization)) == 1
    assert taken(shop, authorization) == [390]


def test_twice_a_week_is_twice_in_every_week(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("bread-every-week")
    do_due(shop)
    let_pass(shop, clock, 28 * DAY, steps=56)
    weeks = Counter(str(order.cycle).partition("/")[0] for order in orders_of(shop, authorization))
    assert set(list(weeks.values())[:-1]) == {2}
    assert taken(shop, authorization) == [180] * sum(weeks.values())


def test_an_outage_of_three_months_is_not_charged_for(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    clock.shift(95 * DAY)
    do_due(shop)
    assert [order.cycle for order in orders_of(shop, authorization)] == ["2026-11/1", "2027-02/1"]
    let_pass(shop, clock, 3 * DAY, steps=6)
    assert taken(shop, authorization) == [390, 390]


@pytest.mark.parametrize("user", ["short", "over_limit", "failing"])
def test_want_of_money_is_tried_on_three_days_and_then_waits_for_the_next_cycle(
    shop: RunningShop, clock: time_machine.Traveller, user: str
) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.change_user(authorization.auth_no or "", user)
    do_due(shop)
    let_pass(shop, clock, 5 * DAY, steps=20)
    (order,) = orders_of(shop, authorization)
    codes = {"short": "121", "over_limit": "104", "failing": "115"}
    assert tries(shop, order) == [codes[user]] * 3
    assert order.status is OrderStatus.CLOSED
    assert subscription_of(shop, authorization).trouble == codes[user]
    shop.sandbox.change_user(authorization.auth_no or "", "balance")
    let_pass(shop, clock, 27 * DAY, steps=54)
    assert orders_of(shop, authorization)[-1].status is OrderStatus.PAID
    assert subscription_of(shop, authorization).trouble is None
    assert taken(shop, authorization) == [390]


def test_a_quota_too_low_asks_the_shopper_and_heals_with_one_press(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    shop.sandbox.change_user(authorization.auth_no or "", "balance", 100)
    let_pass(shop, clock, 31 * DAY, steps=62)
    order = orders_of(shop, authorization)[-1]
    assert tries(shop, order) == ["303"]
    assert order.status is OrderStatus.OPEN
    shop.sandbox.change_user(authorization.auth_no or "", "balance", 1000)
    charge_again(shop.db, shop.wallet, order_number=order.number, actor="shopper")
    do_due(shop)
    assert orders_of(shop, authorization)[-1].status is OrderStatus.PAID
    assert taken(shop, authorization) == [390, 390]


def test_an_order_that_waited_for_its_shopper_closes_with_its_cycle(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    shop.sandbox.change_user(authorization.auth_no or "", "balance", 100)
    let_pass(shop, clock, 61 * DAY, steps=122)
    orders = orders_of(shop, authorization)
    assert [order.status for order in orders] == [OrderStatus.PAID, OrderStatus.CLOSED, OrderStatus.OPEN]
    with pytest.raises(ChargeImpossible):
        charge_again(shop.db, shop.wallet, order_number=orders[1].number, actor="shopper")


def test_a_cycle_used_up_waits_for_the_next_and_is_told(shop: RunningShop, clock: time_machine.Traveller) -> None:
    shop.sandbox.next_answer(TRANSACTION, "305")
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    (order,) = orders_of(shop, authorization)
    assert order.status is OrderStatus.CLOSED
    assert AttentionReason.CHARGE_REFUSED in [row.reason for row in list_open_attention(shop.db)]
    let_pass(shop, clock, 31 * DAY, steps=62)
    assert orders_of(shop, authorization)[-1].status is OrderStatus.PAID


@pytest.mark.parametrize("by", ["user", "jkopay"])
def test_a_cancelled_subscription_is_never_charged_again_even_if_nobody_told(
    shop: RunningShop, clock: time_machine.Traveller, by: str
) -> None:
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    shop.sandbox.cancel(authorization.auth_no or "", by)
    let_pass(shop, clock, 70 * DAY, steps=140)
    assert shop.authorization(authorization.token).status is AuthorizationStatus.CANCELLED
    assert subscription_of(shop, authorization).status is SubscriptionStatus.ENDED
    assert taken(shop, authorization) == [390]


def test_thirteen_months_with_trouble_and_the_books_agree_to_the_dollar(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    steady, poor, leaving = (shop.subscribe("tea-every-month") for _ in range(3))
    do_due(shop)
    for month in range(13):
        match month:
            case 2:
                shop.sandbox.change_user(poor.auth_no or "", "short")
            case 4:
                shop.sandbox.change_user(poor.auth_no or "", "balance")
            case 5:
                shop.sandbox.cancel(leaving.auth_no or "")
            case 7:
                # Nothing of ours runs for 40 days.
                clock.shift(40 * DAY)
                do_due(shop)
                continue
            case 9:
                shop.sandbox.faults(TRANSACTION, "reset", times=2)
            case 10:
                shop.sandbox.faults(TRANSACTION, "http_500", times=3)
        # Day by day where something goes wrong, as a refused charge is tried again tomorrow.
        let_pass(shop, clock, 30 * DAY, steps=30 if month in (2, 3, 4, 9, 10) else 5)
    with shop.db.read() as session:
        charges = session.scalars(select(Payment).where(Payment.kind == "charge")).all()
    ours = sum(charge.amount for charge in charges if charge.status is PaymentStatus.PAID)
    assert ours == sum(sum(taken(shop, each)) for each in (steady, poor, leaving))
    assert not [charge for charge in charges if charge.status is PaymentStatus.PENDING]
    for each in (steady, poor, leaving):
        cycles = [order.cycle for order in orders_of(shop, each) if order.status is OrderStatus.PAID]
        assert len(set(cycles)) == len(cycles) == len(taken(shop, each))
    assert len(taken(shop, steady)) >= 13
    assert len(taken(shop, steady)) > len(taken(shop, poor)) > len(taken(shop, leaving))
