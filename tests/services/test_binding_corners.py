"""Bindings at the edges: the last moment, a number that is somebody else's, and many who hear of one grant."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.db import utc_now
from app.models import AttentionReason, AuthorizationStatus, History, SubscriptionStatus
from app.services.binding_schedule import BINDING_VALID
from app.services.bindings import renew_binding
from app.services.detail_plan import hint_authorization
from app.services.details import detail_soon
from tests.running import RunningShop, run_at_once
from tests.services.test_bindings import LIMITED, bind, reasons, take
from tests.services.test_subscriptions import orders_of, subscription_of, taken
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")


def test_a_grant_through_a_link_renewed_at_the_last_moment_is_learned_without_being_told(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    authorization = take(shop)
    for _ in range(2):
        clock.shift(timedelta(minutes=29, seconds=30))
        renew_binding(shop.db, shop.wallet, authorization.token)
    clock.move_to(authorization.valid_until + timedelta(minutes=5))
    do_due(shop)
    assert shop.authorization(authorization.token).status is AuthorizationStatus.EXPIRED
    clock.shift(timedelta(minutes=5))
    assert "authpay" in shop.sandbox.grant(authorization.auth_no or "")
    let_pass(shop, clock, timedelta(minutes=10), steps=4)
    assert shop.authorization(authorization.token).status is AuthorizationStatus.GRANTED
    assert taken(shop, authorization) == [390]


def test_a_number_that_is_another_shoppers_is_never_taken_over(shop: RunningShop) -> None:
    theirs = bind(shop, key="theirs")
    answer = {"auth_no": theirs.auth_no, "authpay_url": theirs.authpay_url, "qr_img": None, "qr_timeout": 600}
    shop.sandbox.next_answer(LIMITED, "000", result_object=answer)
    ours = bind(shop, key="ours")
    assert (ours.status, ours.auth_no, ours.authpay_url) == (AuthorizationStatus.NEW, None, None)
    assert reasons(shop) == [AttentionReason.AUTHORIZATION_DIFFERS]
    assert shop.authorization(theirs.token).auth_no == theirs.auth_no


def test_ten_who_hear_of_one_grant_start_one_subscription(shop: RunningShop) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    authorization = take(shop)
    shop.sandbox.grant(authorization.auth_no or "")

    def hear(_: int) -> None:
        with shop.db.write() as session:
            hint_authorization(session.get_one(type(authorization), authorization.id, with_for_update=True), utc_now())
        detail_soon(shop.db, shop.wallet, authorization.id)

    assert run_at_once(10, hear) == [None] * 10
    do_due(shop)
    started = select(func.count(History.id)).where(History.event == "subscription_started")
    with shop.db.read() as session:
        assert session.scalar(started) == 1
    assert subscription_of(shop, authorization).status is SubscriptionStatus.ACTIVE
    assert len(orders_of(shop, authorization)) == 1
    assert taken(shop, authorization) == [390]


def test_a_binding_is_renewed_for_an_hour_and_no_longer(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = bind(shop)
    clock.move_to(authorization.valid_until)
    renew_binding(shop.db, shop.wallet, authorization.token)
    assert len(shop.calls.payloads(LIMITED)) == 1
    assert timedelta(minutes=59) < authorization.valid_until - authorization.created_at <= BINDING_VALID
