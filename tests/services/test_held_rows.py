"""A row that somebody holds: PostgreSQL itself would wait for it for ever."""

import pytest
from sqlalchemy import insert, select, text, update

from app.db import utc_now
from app.models import History, Order, OrderStatus, Payment
from app.services.inquiries import sweep_payments
from tests.running import RunningShop


def make_due(shop: RunningShop) -> None:
    with shop.db.write() as session:
        session.execute(
            update(Payment).where(Payment.paid_at.is_(None)).values(next_inquiry_at=utc_now(), lease_until=None)
        )


def test_an_order_that_somebody_holds_holds_up_no_other(postgresql_shop: RunningShop) -> None:
    shop = postgresql_shop
    shop.sandbox.faults("callback result_url", "drop", times=100)
    held, other = shop.buy(key="held"), shop.buy(key="other")
    for order in (held, other):
        shop.sandbox.pay(shop.payment(order).number)
    make_due(shop)
    with shop.db.engine.connect() as somebody:
        somebody.execute(select(Order.id).where(Order.id == held.id).with_for_update())
        assert sweep_payments(shop.db, shop.wallet) == 2
        assert shop.order(other.token).status is OrderStatus.PAID
        assert shop.order(held.token).status is OrderStatus.OPEN
    make_due(shop)
    assert sweep_payments(shop.db, shop.wallet) == 1
    assert shop.order(held.token).status is OrderStatus.PAID


@pytest.mark.usefixtures("clock")
def test_who_writes_about_rows_holds_up_nobody_who_changes_them(postgresql_shop: RunningShop) -> None:
    shop = postgresql_shop
    shop.sandbox.faults("callback result_url", "drop", times=100)
    order, authorization = shop.buy(), shop.subscribe("tea-every-month")
    shop.sandbox.pay(shop.payment(order).number)
    with shop.db.engine.connect() as somebody:
        event = {"subject": "-", "event": "-", "detail": "", "actor": "-", "at": utc_now()}
        somebody.execute(insert(History).values(order_id=order.id, authorization_id=authorization.id, **event))
        shop.sweep()
        assert shop.order(order.token).status is OrderStatus.PAID
        with shop.db.read() as session:
            charged = session.scalars(select(Order).where(Order.subscription_id.is_not(None))).one()
        assert charged.status is OrderStatus.PAID


def test_who_dies_in_a_transaction_holds_its_rows_for_a_minute(postgresql_shop: RunningShop) -> None:
    with postgresql_shop.db.read() as session:
        assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "1min"
