"""The buttons that ask JKOPay sooner, when the clock of the shop goes back an hour."""

from datetime import timedelta

import time_machine

from app.db import utc_now
from app.services.details import detail_soon
from app.services.inquiries import inquire
from tests.running import RunningShop
from tests.web.shopper import Shopper
from tests.web.test_authorizations import asked

HOUR = timedelta(hours=1)


def test_i_have_paid_is_heard_after_the_clock_went_back(
    shop: RunningShop, clock: time_machine.Traveller, shopper: Shopper
) -> None:
    order = shop.order(shopper.buy())
    inquire(shop.db, shop.wallet, [shop.payment(order).id])
    clock.shift(-HOUR)
    shopper.open(f"/orders/{order.token}")
    shopper.send(f"/orders/{order.token}/check")
    due = shop.payment(order).next_inquiry_at
    assert due is not None
    assert due <= utc_now()


def test_i_have_granted_it_is_heard_after_the_clock_went_back(
    shop: RunningShop, clock: time_machine.Traveller, shopper: Shopper
) -> None:
    authorization, path = asked(shopper)
    clock.shift(timedelta(minutes=1))
    detail_soon(shop.db, shop.wallet, authorization.id)
    assert shop.authorization(authorization.token).last_inquiry_at is not None
    clock.shift(-HOUR)
    shopper.open(path)
    shopper.send(f"{path}/check")
    due = shop.authorization(authorization.token).next_inquiry_at
    assert due is not None
    assert due <= utc_now()
