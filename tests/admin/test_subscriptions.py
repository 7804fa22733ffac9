"""The staff's list of subscriptions: what is due when, what failed and why."""

from datetime import timedelta

import pytest
import time_machine

from app.models import Authorization
from tests.admin.browsing import Browser
from tests.running import RunningShop
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
TRANSACTION = "POST /platform/authpay/transaction"
LIST = "/admin/subscriptions"


def test_an_empty_list_says_how_the_first_one_comes(staff: Browser) -> None:
    assert "No subscription yet." in staff.get(LIST).text


def test_a_running_subscription_tells_its_cycle_and_when_its_next_order_is_made(
    shop: RunningShop, staff: Browser, subscribed: Authorization
) -> None:
    do_due(shop)
    page = staff.get(LIST)
    for words in ("Running", "every month", "Next order 2026-12-23 08:05", "王小明"):
        assert words in page.text
    assert f"/admin/authorizations/{subscribed.number}" in page.links
    assert "The last charge was refused" not in page.text


def test_trouble_says_why_what_the_shop_does_and_what_staff_can_do_until_it_is_paid(
    shop: RunningShop, staff: Browser, subscribed: Authorization, clock: time_machine.Traveller
) -> None:
    shop.sandbox.next_answer(TRANSACTION, "121", message="Insufficient bank account balance.")
    do_due(shop)
    text = staff.get(f"{LIST}?status=trouble").text
    for words in (
        "The last charge was refused: The customer's bank account does not hold enough for this charge. 121",
        "The shop tries again on the next day",
        "charge again once the customer says that there is money",
        "Waits for its time, 2026-11-24 08:",
    ):
        assert words in text
    let_pass(shop, clock, timedelta(days=1))
    staff.sign_in()
    assert "No subscription is like this at the moment." in staff.get(f"{LIST}?status=trouble").text


def test_each_tab_shows_its_subscriptions_only(shop: RunningShop, staff: Browser, subscribed: Authorization) -> None:
    assert subscribed.subscription is not None
    number = subscribed.subscription.number
    assert number in staff.get(f"{LIST}?status=active").text
    assert number not in staff.get(f"{LIST}?status=awaiting").text
    staff.send(staff.get(f"/admin/authorizations/{subscribed.number}/cancel").form("/cancel"))
    assert number not in staff.get(f"{LIST}?status=active").text
    assert number in staff.get(f"{LIST}?status=ended").text
