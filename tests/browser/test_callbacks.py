"""What a shopper sees when JKOPay's calls to the shop get lost, come too often, or prove nothing."""

import re
import time

from playwright.sync_api import expect

from tests.browser.installation import Installation
from tests.browser.shopper import ADDRESS, Shopper
from tests.browser.staff import Staff

RESULT = "callback result_url"


def test_a_payment_whose_callbacks_got_lost_is_paid_by_itself_within_a_minute(
    shopper: Shopper, installation: Installation
) -> None:
    installation.fault(RESULT, "drop", times=None)
    shopper.buy()
    shopper.stays_on_this_page()
    number = installation.payment(shopper.token).number
    # Through the control interface, so that no browser comes back and makes the shop ask sooner.
    installation.control("POST", f"/orders/{number}/pay", {"user": "balance"})
    shopper.sees("paid", seconds=60)
    assert shopper.has_stayed()
    assert set(installation.result_answers(number)) == {None}


def test_a_result_told_twenty_times_is_paid_once(shopper: Shopper, staff: Staff, installation: Installation) -> None:
    installation.wait_for_deliveries()
    installation.fault(RESULT, "duplicate", copies=20)
    shopper.buy()
    number = installation.payment(shopper.token).number
    shopper.open_wallet().pay()
    shopper.sees("paid")

    deadline = time.monotonic() + 120
    while len(installation.result_answers(number)) < 20 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert installation.result_answers(number) == [200] * 20
    staff.open_order(number)
    expect(staff.calls, "one confirm and twenty results").to_have_count(21)
    expect(staff.good_moments, "the payment is paid, the order is paid").to_have_count(2)


def test_an_order_is_paid_when_its_browser_was_closed_right_after_paying(
    shopper: Shopper, installation: Installation
) -> None:
    shopper.buy()
    address = shopper.page.url
    wallet = shopper.open_wallet()
    shopper.page.close()
    wallet.choose("balance")
    with wallet.paid():
        wallet.page.close()

    later = Shopper(wallet.page.context.new_page(), installation.shop_url)
    later.page.goto(address)
    later.sees("paid")


def test_the_return_page_says_confirming_until_jkopay_answered_our_own_question(
    shopper: Shopper, installation: Installation
) -> None:
    installation.fault("GET /platform/inquiry", "http_500", times=None)
    shopper.buy()
    wallet = shopper.open_wallet()
    wallet.pay()
    expect(wallet.page).to_have_url(re.compile("/return$"))
    back = Shopper(wallet.page, installation.shop_url)
    back.sees("confirming")
    back.stays_on_this_page()
    expect(back.card.locator("h1")).not_to_be_empty()
    installation.clear_faults()
    back.sees("paid", seconds=60)
    assert back.has_stayed()


def test_a_forged_return_address_makes_nothing_paid(shopper: Shopper, installation: Installation) -> None:
    shopper.buy()
    token = shopper.token
    shopper.visit(f"/orders/{token}/return?status=0&paid=true")
    shopper.sees("confirming")
    # Time enough for the questions that the page itself makes the shop ask.
    for _ in range(8):
        shopper.page.wait_for_timeout(500)
        expect(shopper.card).to_have_attribute("data-state", "confirming")
    assert installation.payment(token).status == "pending"
    shopper.card.locator(f"a[href='/orders/{token}']").click()
    expect(shopper.page).to_have_url(ADDRESS)
    shopper.sees("waiting")
