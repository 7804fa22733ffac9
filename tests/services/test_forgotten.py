"""Rows that nobody would come back to: told once each, taken up by `reconcile`, and never seen where all is well."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
import time_machine
from sqlalchemy import select

from app.db import utc_now
from app.jkopay import Api
from app.models import Authorization, AuthorizationStatus, Payment, PaymentStatus, Refund, RefundStatus, Subscription
from app.services.balances import check_books
from app.services.cancellations import cancel_authorization
from app.services.reconciliation import reconcile
from tests.running import RunningShop
from tests.services.test_bindings import bind
from tests.services.travelling import do_due

Row = Payment | Refund | Authorization | Subscription
Kind = TypeVar("Kind", bound=Row)

DUE: dict[type[Row], str] = {
    Payment: "next_inquiry_at",
    Refund: "next_attempt_at",
    Authorization: "next_inquiry_at",
    Subscription: "next_charge_at",
}
YEARS = timedelta(days=4000)
WRONG: dict[str, dict[str, timedelta | None]] = {
    "it is never due": {"due": None},
    "it is due in years": {"due": YEARS, "lease_until": None},
    "it is held for hours": {"lease_until": timedelta(hours=2)},
    "a clock that was years fast claimed it": {"due": YEARS, "lease_until": YEARS},
}


@pytest.fixture
def open_rows(shop: RunningShop, clock: time_machine.Traveller) -> dict[str, Row]:
    """A shop at work: one row in every state in which something is to be done, beside some that have ended."""
    granted, subscribed = shop.bind(), shop.subscribe("tea-every-month")
    do_due(shop)
    assert subscribed.subscription is not None
    failed, paid = shop.payment(shop.buy()), shop.payment(shop.paid("gaiwan"))
    shop.sandbox.control("POST", f"/orders/{failed.number}/fail")
    shop.sweep()
    cancelled, cancelling = shop.bind(), shop.bind()
    cancel_authorization(shop.db, shop.wallet, number=cancelled.number, actor="shopper")
    for api in (Api.AUTHPAY_CANCEL, Api.REFUND, Api.AUTHPAY_TRANSACTION, Api.ENTRY, Api.AUTHPAY_LIMITED):
        shop.sandbox.faults(api, "reset")
    cancel_authorization(shop.db, shop.wallet, number=cancelling.number, actor="shopper")
    return {
        "granted authorization": granted,
        "active subscription": subscribed.subscription,
        "failed payment": failed,
        "unknown refund": shop.refund(paid, 10),
        "cancelling authorization": cancelling,
        "pending charge": shop.payment(shop.tap(granted)),
        "new charge": shop.payment(shop.tap(granted, key="another")),
        "new payment": shop.payment(shop.buy()),
        # Between silences, or the breaker would open.
        "pending payment": shop.payment(shop.buy()),
        "new authorization": bind(shop, key="new"),
        "pending authorization": bind(shop, key="pending"),
    }


def read(shop: RunningShop, row: Kind) -> Kind:
    """The row as it stands now."""
    with shop.db.read() as session:
        return session.get_one(type(row), row.id)


def plant(shop: RunningShop, row: Row, **moments: datetime | None) -> dict[str, datetime | None]:
    """Write the columns of `row`, its due time as `due`, by hand. Returns what was there."""
    model = Payment if isinstance(row, Payment) else type(row)
    with shop.db.write() as session:
        found = session.get_one(model, row.id)
        names = {name: DUE[model] if name == "due" else name for name in moments}
        before = {name: getattr(found, column) for name, column in names.items()}
        for name, column in names.items():
            setattr(found, column, moments[name])
    return before


def ahead(spans: dict[str, timedelta | None]) -> dict[str, datetime | None]:
    now = utc_now().replace(microsecond=0)
    return {name: None if span is None else now + span for name, span in spans.items()}


def told(row: Row, moments: dict[str, datetime | None]) -> tuple[str, str, str, str]:
    """What is to be told of `row` with these written in it."""
    due = DUE[Payment if isinstance(row, Payment) else type(row)]
    if lease := moments.get("lease_until"):
        return ("forgotten", row.number, f"lease_until {lease.isoformat()}", "lease_until ≤ +1 h")
    when = moments["due"]
    days = 400 if isinstance(row, Subscription) else 8
    return ("forgotten", row.number, f"{due} {when.isoformat() if when else '-'}", f"{due} ≤ +{days} d")


def found(shop: RunningShop) -> Iterator[tuple[str, str, str, str]]:
    for row in check_books(shop.db).breaks:
        yield str(row.kind), row.subject, row.says, row.should


def test_a_shop_at_work_has_every_kind_of_row_and_forgets_none(shop: RunningShop, open_rows: dict[str, Row]) -> None:
    for state, row in open_rows.items():
        assert str(getattr(read(shop, row), "status", "")) == state.split()[0]
    assert list(found(shop)) == []


@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_nobody_would_come_back_to_is_told_once(
    shop: RunningShop, open_rows: dict[str, Row], wrong: str
) -> None:
    for row in open_rows.values():
        moments = ahead(WRONG[wrong])
        before = plant(shop, row, **moments)
        assert list(found(shop)) == [told(row, moments)]
        plant(shop, row, **before)
    assert list(found(shop)) == []


def test_it_stands_with_its_order_or_its_authorization(shop: RunningShop, open_rows: dict[str, Row]) -> None:
    for row in open_rows.values():
        plant(shop, row, due=None)
    places = {row.subject: (row.order_id, row.authorization_id) for row in check_books(shop.db).breaks}
    with shop.db.read() as session:
        refunded = session.scalars(select(Payment).join(Refund)).one()
    for row in open_rows.values():
        if isinstance(row, Authorization):
            expected: tuple[int | None, int | None] = (None, row.id)
        elif isinstance(row, Subscription):
            expected = (None, row.authorization_id)
        else:
            payment = refunded if isinstance(row, Refund) else row
            expected = (payment.order_id, getattr(payment, "authorization_id", None))
        assert places[row.number] == expected


def test_what_has_ended_is_not_forgotten_whoever_held_it_last(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid())
    refund = shop.refund(payment, 10)
    for row in (payment, refund):
        plant(shop, row, due=None, lease_until=utc_now() + YEARS)
    assert (refund.status, list(found(shop))) == (RefundStatus.DONE, [])


def test_what_ended_and_is_still_asked_about_is_not_forgotten_either(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.age(payment, timedelta(hours=2))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.EXPIRED
    assert list(found(shop)) == []
    moments = ahead({"lease_until": YEARS})
    plant(shop, payment, **moments)
    assert list(found(shop)) == [told(payment, moments)]
    reconcile(shop.db, shop.wallet)
    assert list(found(shop)) == []


@pytest.mark.parametrize("wrong", WRONG)
def test_reconciling_takes_up_whatever_nobody_would_come_back_to(
    shop: RunningShop, open_rows: dict[str, Row], wrong: str
) -> None:
    asked_at = utc_now()
    for row in open_rows.values():
        plant(shop, row, **ahead(WRONG[wrong]))
    asked = {row.number for row in reconcile(shop.db, shop.wallet)}
    left_to_the_sweeps = {"granted authorization", "active subscription", "new charge"}
    assert {state for state, row in open_rows.items() if row.number not in asked} == left_to_the_sweeps
    assert list(found(shop)) == []
    do_due(shop)
    rows = {state: read(shop, row) for state, row in open_rows.items()}
    ended: dict[str, object] = {
        "unknown refund": RefundStatus.DONE,
        "cancelling authorization": AuthorizationStatus.CANCELLED,
        "pending charge": PaymentStatus.PAID,
        "new charge": PaymentStatus.PAID,
        "new authorization": AuthorizationStatus.PENDING,
    }
    assert {state: getattr(rows[state], "status", None) for state in ended} == ended
    only_asked = ("granted authorization", "pending authorization", "new payment", "pending payment", "failed payment")
    for state in only_asked:
        moment = getattr(rows[state], "last_inquiry_at", None)
        assert moment is not None
        assert moment > asked_at
    subscription = rows["active subscription"]
    assert isinstance(subscription, Subscription)
    assert subscription.next_charge_at is not None
    assert utc_now() < subscription.next_charge_at < utc_now() + timedelta(days=32)
    assert list(found(shop)) == []


def test_a_charge_that_lost_its_time_still_waits_for_the_window(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    clock.move_to("2026-11-23T21:00:00+08:00")
    authorization = shop.subscribe("tea-every-month")
    do_due(shop)
    (charge,) = shop.authorization(authorization.token).charges
    plant(shop, charge, due=None)
    reconcile(shop.db, shop.wallet)
    do_due(shop)
    assert shop.calls.payloads(Api.AUTHPAY_TRANSACTION) == []
    assert list(found(shop)) == []
    clock.move_to("2026-11-24T09:00:00+08:00")
    do_due(shop)
    assert shop.authorization(authorization.token).charges[0].status is PaymentStatus.PAID
