"""Plans: offered in words, subscribed to by a binding, and followed on one page."""

from datetime import timedelta

import pytest
import time_machine

from app.models import AuthorizationStatus, SubscriptionStatus
from tests.services.travelling import do_due
from tests.web.shopper import EMAIL, NAME, Shopper

pytestmark = pytest.mark.usefixtures("clock")
REGULAR = "POST /platform/authpay/regular"


def subscribe(shopper: Shopper, slug: str = "tea-every-month") -> tuple[str, str]:
    """Send the form of a plan. Returns the authorization's token and path."""
    shopper.open(f"/plans/{slug}")
    answer = shopper.send(f"/plans/{slug}", binding_key=shopper.hidden("binding_key"), name=NAME, email=EMAIL)
    token = answer.url.rpartition("/")[2]
    return token, f"/authorizations/{token}"


def test_every_plan_is_offered_with_its_price_and_cycle_in_words(shopper: Shopper) -> None:
    shopper.open("/plans")
    for words in (
        "NT$180 2 times a week",
        "NT$390 every month",
        "NT$450 every quarter",
        "NT$2,400 every year",
    ):
        assert shopper.says(words)
    assert shopper.open("/plans/nothing").status_code == 404


def test_subscribing_leads_to_the_binding_page_of_a_waiting_subscription(shopper: Shopper) -> None:
    token, _ = subscribe(shopper)
    assert shopper.state() == "waiting"
    for words in ("A tin of mountain tea each month", "NT$390", "every month"):
        assert shopper.says(words)
    authorization = shopper.shop.authorization(token)
    assert authorization.subscription is not None
    assert authorization.subscription.status is SubscriptionStatus.AWAITING
    shopper.open("/authorizations")
    assert shopper.says(authorization.number)


def test_an_empty_form_subscribes_to_nothing(shopper: Shopper) -> None:
    shopper.open("/plans/tea-every-month")
    shopper.send("/plans/tea-every-month", binding_key=shopper.hidden("binding_key"), name="", email=EMAIL)
    assert shopper.says("Please tell us your name.")
    assert f'value="{EMAIL}"' in shopper.page
    assert shopper.shop.calls.payloads(REGULAR) == []


def test_a_running_subscription_shows_its_charge_and_its_next_day(
    shopper: Shopper, clock: time_machine.Traveller
) -> None:
    token, path = subscribe(shopper)
    shopper.shop.granted(token)
    do_due(shopper.shop)
    shopper.open(path)
    assert shopper.state() == "granted"
    assert shopper.says("Your subscription runs")
    assert shopper.says("Paid")
    assert shopper.says("Next charge 2026-12-23")
    order = shopper.shop.authorization(token).charges[0].order
    assert f'href="/orders/{order.token}"' in shopper.page
    shopper.open(f"/orders/{order.token}")
    assert shopper.state() == "paid"


def test_a_subscription_begun_at_night_says_in_which_morning_it_is_charged(
    shopper: Shopper, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(hours=12))
    token, path = subscribe(shopper)
    shopper.shop.granted(token)
    do_due(shopper.shop)
    shopper.open(path)
    assert shopper.says("Next charge 2026-11-24")
    assert shopper.says("from 2026-11-24 08:")
    assert shopper.shop.authorization(token).charges[0].paid_at is None


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("short", "There was not enough in the account you pay from."),
        ("over_limit", "This would go over your monthly limit at JKOPay."),
        ("failing", "JKOPay could not take the payment."),
    ],
)
def test_trouble_is_told_in_plain_words_with_a_way_out(
    shopper: Shopper, clock: time_machine.Traveller, user: str, words: str
) -> None:
    token, path = subscribe(shopper)
    shopper.shop.granted(token, user)
    do_due(shopper.shop)
    shopper.open(path)
    assert shopper.says("The last charge did not go through.")
    assert shopper.says(words)
    assert shopper.says("Not charged")
    charge = shopper.shop.authorization(token).charges[0]
    shopper.open(f"/orders/{charge.order.token}")
    assert shopper.state() == "queued"
    assert shopper.says(words)
    assert shopper.says("It is collected from 2026-11-24 08:")


def test_a_cancelled_subscription_offers_to_start_again(shopper: Shopper, clock: time_machine.Traveller) -> None:
    token, path = subscribe(shopper)
    shopper.shop.granted(token)
    clock.shift(timedelta(seconds=30))
    shopper.open(path)
    shopper.send(f"{path}/cancel")
    assert shopper.state() == "cancelled"
    assert shopper.shop.authorization(token).status is AuthorizationStatus.CANCELLED
    assert 'href="/plans/tea-every-month"' in shopper.page
