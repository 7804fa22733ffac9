"""The daily report adds up with the orders, whatever the month held."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from app.models import Order, Payment, PaymentStatus, Refund, RefundStatus
from app.models.money import to_decimal
from app.services.daily_report import Line, PeriodInvalid, Report, report_days
from app.services.numbers import TAIPEI
from app.services.orders import search_orders
from tests.running import RunningShop

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
GOODS = ("kraft-notebook", "gaiwan")
USERS = ("balance", "bank", "creditcard", "coins")


def random_month(shop: RunningShop, seed: int, orders: int) -> None:
    """Payments, charges and refunds, in two currencies, all over October and its neighbours, the edges of days too."""
    dice = random.Random(seed)
    paid = [shop.paid(dice.choice(GOODS), dice.randint(1, 2), dice.choice(USERS)) for _ in range(orders)]
    paid += [shop.paid("tenugui-jpy") for _ in range(2)]
    authorization = shop.bind()
    paid += [shop.tap(authorization, key=f"tap-{number}") for number in range(2)]
    for order in paid:
        for _ in range(dice.randint(0, 2)):
            payment = shop.payment(order)
            shop.refund(payment, to_decimal(dice.randint(1, 100), payment.currency))
    edges = [datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC)]
    edges += [edge + step for edge, step in zip(edges, (-timedelta(seconds=1), timedelta(seconds=1)), strict=True)]
    with shop.db.write() as session:
        for rows, name in ((session.query(Payment).all(), "paid_at"), (session.query(Refund).all(), "refunded_at")):
            assert len(rows) > len(edges)
            for number, row in enumerate(rows):
                spread = datetime(2026, 9, 25, tzinfo=UTC) + timedelta(minutes=dice.randint(0, 60 * 24 * 40))
                setattr(row, name, edges[number] if number < len(edges) else spread)


def all_orders(shop: RunningShop) -> list[Order]:
    """Every page of the staff's list."""
    first = search_orders(shop.db)
    return [order for page in range(first.pages) for order in search_orders(shop.db, page=page + 1).orders]


def add_up(orders: list[Order]) -> dict[str, Counter[tuple[date, str, str]]]:
    """What the pages of the orders show, by day, currency and channel."""
    sums: dict[str, Counter[tuple[date, str, str]]] = {
        name: Counter() for name in ("paid", "paid_count", "refunded", "refunded_count", "settlement")
    }

    def put(row: Payment | Refund, moment: datetime | None, channel: str | None, what: str, sign: int) -> None:
        assert moment is not None
        day = moment.astimezone(TAIPEI).date()
        if FIRST <= day <= LAST:
            key = (day, row.currency, channel or "")
            sums[what][key] += row.amount
            sums[f"{what}_count"][key] += 1
            sums["settlement"][key] += sign * (row.debit_amount or 0)

    for payment in (payment for order in orders for payment in order.payments):
        if payment.status is PaymentStatus.PAID:
            put(payment, payment.paid_at, payment.channel_type, "paid", 1)
        for row in payment.refunds:
            if row.status is RefundStatus.DONE:
                put(row, row.refunded_at, payment.channel_type, "refunded", -1)
    return sums


def read(report: Report, name: str) -> dict[tuple[date, str, str], int]:
    return {(line.day, line.currency, line.channel): getattr(line, name) for line in report.lines if line.day}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_month_adds_up_with_the_orders(shop: RunningShop, seed: int) -> None:
    random_month(shop, seed, 9)
    report, sums = report_days(shop.db, FIRST, LAST), add_up(all_orders(shop))
    assert len(report.lines) > 5
    assert "JPY" in {line.currency for line in report.totals}
    for name, by_key in sums.items():
        told = read(report, name)
        assert {key: told.get(key, 0) for key in by_key | told} == {key: by_key[key] for key in by_key | told}, name
        assert sum(getattr(line, name) for line in report.totals) == sum(by_key.values()), name
    assert report.settlement == sum(sums["settlement"].values())


def test_a_day_is_one_of_taipei(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid())
    with shop.db.write() as session:
        session.get_one(Payment, payment.id).paid_at = datetime(2026, 10, 7, 16, 0, tzinfo=UTC)
    assert report_days(shop.db, date(2026, 10, 7), date(2026, 10, 7)).lines == []
    (line,) = report_days(shop.db, date(2026, 10, 8), date(2026, 10, 8)).lines
    assert (line.day, line.paid, line.settlement) == (date(2026, 10, 8), 220, 220)


def test_coins_are_no_settlement_and_an_untold_deduction_is_counted(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid(user="coins"))
    today = payment.paid_at.astimezone(TAIPEI).date() if payment.paid_at else LAST
    (line,) = report_days(shop.db, today, today).lines
    assert line.redeemed > 0
    assert line.settlement == line.paid - line.redeemed
    with shop.db.write() as session:
        session.get_one(Payment, payment.id).debit_amount = None
    (line,) = report_days(shop.db, today, today).lines
    assert (line.settlement, line.untold) == (0, 1)


def test_more_given_back_than_came_on_a_day_is_below_zero(shop: RunningShop) -> None:
    order = shop.paid()
    shop.refund(shop.payment(order), to_decimal(100, "TWD"))
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(order).id).paid_at = datetime(2026, 10, 1, tzinfo=UTC)
        session.query(Refund).one().refunded_at = datetime(2026, 10, 2, tzinfo=UTC)
    (line,) = report_days(shop.db, date(2026, 10, 2), LAST).lines
    assert line == Line(date(2026, 10, 2), "TWD", "account", refunded_count=1, refunded=100, refunded_debit=100)
    assert line.settlement == -100


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 2), date(2026, 10, 1)),
        (date(2025, 1, 1), date(2026, 1, 2)),
        (date(1, 1, 1), date(1, 1, 1)),
    ],
)
def test_a_period_that_is_none_is_refused(shop: RunningShop, first: date, last: date) -> None:
    with pytest.raises(PeriodInvalid):
        report_days(shop.db, first, last)
