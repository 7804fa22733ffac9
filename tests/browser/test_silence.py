"""JKOPay does not answer at checkout."""

import pytest
from playwright.sync_api import expect

from tests.browser.installation import Installation
from tests.browser.shopper import Shopper


@pytest.mark.parametrize("fault", ["reset", "timeout_after"])
def test_the_shopper_is_told_that_jkopay_is_silent_and_the_page_heals_by_itself(
    fault: str, shopper: Shopper, installation: Installation
) -> None:
    installation.fault("POST /platform/entry", fault, times=None, seconds=30)
    shopper.page.set_default_timeout(30_000)
    shopper.visit()
    shopper.speak("en")
    shopper.buy()
    shopper.sees("silent")
    shopper.stays_on_this_page()
    expect(shopper.card).to_contain_text("Nothing was charged, and nothing can be charged twice.")
    expect(shopper.card.locator("svg.qr")).to_have_count(0)

    installation.clear_faults()
    shopper.sees("waiting", seconds=60)
    assert shopper.has_stayed()
    shopper.open_wallet().pay()
    shopper.sees("paid")
