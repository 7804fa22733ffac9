"""Cancelling at the edges: answers that contradict what was known, and grants that come meanwhile."""

from datetime import timedelta

import pytest
import time_machine

from app.models import AttentionReason, AuthorizationStatus, SubscriptionStatus
from app.services.cancellations import CancelNews, send_cancel
from tests.running import RunningShop
from tests.services.test_bindings import reasons, take
from tests.services.test_cancellations import CANCEL, at_jkopay, cancel, status
from tests.services.test_subscriptions import subscription_of, taken
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
UNGRANTED = "Ungranted authPay cannot be canceled"


def test_ungranted_is_no_end_of_the_will_where_it_was_granted(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.next_answer(CANCEL, "200", message=UNGRANTED)
    assert cancel(shop, authorization) is CancelNews.UNKNOWN
    assert status(shop, authorization) is AuthorizationStatus.CANCELLING
    let_pass(shop, clock, timedelta(minutes=1), steps=3)
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    assert at_jkopay(shop, authorization) == "cancel"
    assert taken(shop, authorization) == []


def test_a_grant_that_comes_while_cancelling_is_unknown_is_cancelled_and_never_charged(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = take(shop)
    shop.sandbox.faults(CANCEL, "http_500")
    assert cancel(shop, authorization) in (CancelNews.UNKNOWN, CancelNews.UNGRANTED)
    shop.sandbox.grant(authorization.auth_no or "")
    let_pass(shop, clock, timedelta(minutes=5), steps=10)
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    assert subscription_of(shop, authorization).status is SubscriptionStatus.ENDED
    assert taken(shop, authorization) == []


def test_a_grant_the_shop_has_not_heard_of_is_cancelled_by_the_first_click(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    authorization = take(shop)
    shop.sandbox.grant(authorization.auth_no or "")
    assert cancel(shop, authorization) is CancelNews.CANCELLED
    let_pass(shop, clock, timedelta(days=1), steps=4)
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    assert taken(shop, authorization) == []


def test_a_number_jkopay_does_not_know_keeps_the_will_and_tells_the_staff(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.next_answer(CANCEL, "301", times=None)
    shop.sandbox.next_answer("GET /platform/authpay/detail", "301", times=None)
    assert cancel(shop, authorization) is CancelNews.UNKNOWN
    let_pass(shop, clock, timedelta(hours=4), steps=8)
    assert status(shop, authorization) is AuthorizationStatus.CANCELLING
    assert {AttentionReason.CANCEL_UNKNOWN, AttentionReason.INTEGRATION_FAULT} <= set(reasons(shop))
    do_due(shop)
    assert taken(shop, authorization) == []


def test_an_answer_that_comes_after_detail_ended_it_changes_nothing(shop: RunningShop) -> None:
    authorization = shop.subscribe("tea-every-month")
    cancel(shop, authorization)
    shop.sandbox.next_answer(CANCEL, "200", message=UNGRANTED)
    assert send_cancel(shop.db, shop.wallet, authorization.id) is CancelNews.CANCELLED
    assert status(shop, authorization) is AuthorizationStatus.CANCELLED
    assert reasons(shop) == []
