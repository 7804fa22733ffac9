"""Codes that die, payments that fail, and shoppers who try again."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.db import utc_now
from tests.browser.installation import Installation
from tests.browser.shopper import Shopper
from tests.browser.watching import Watch

CODE_LIVES_SECONDS = 20 * 60


def test_a_code_that_dies_while_somebody_looks_is_renewed_in_place_and_can_be_paid(
    shopper: Shopper, installation: Installation
) -> None:
    shopper.buy()
    wallet = shopper.open_wallet()
    # Twenty minutes in eight seconds: JKOPay's clock is moved, the shop's row is aged.
    installation.advance_sandbox_clock(CODE_LIVES_SECONDS + 1)
    wallet.page.reload()
    expect(wallet.page.locator(".state-late"), "the wallet takes no money for a dead code").to_be_visible()

    installation.change_payment(shopper.token, qr_expires_at=utc_now() + timedelta(seconds=8))
    shopper.page.reload()
    shopper.sees("waiting")
    shopper.stays_on_this_page()
    dead = shopper.card.get_attribute("data-link")
    assert dead
    expect(shopper.card).not_to_have_attribute("data-link", dead)
    shopper.sees("waiting")
    assert int(shopper.card.get_attribute("data-remaining") or 0) > CODE_LIVES_SECONDS - 30
    assert shopper.read_code() == shopper.payment_url
    shopper.open_wallet().pay()
    shopper.sees("paid")
    assert shopper.has_stayed()


def test_a_code_that_died_unseen_is_renewed_when_somebody_comes_back(
    shopper: Shopper, installation: Installation
) -> None:
    shopper.buy()
    installation.change_payment(shopper.token, qr_expires_at=utc_now() - timedelta(minutes=5))
    shopper.page.reload()
    shopper.sees("waiting")
    assert shopper.read_code() == shopper.payment_url


def test_after_a_payment_that_failed_the_shopper_tries_again_with_a_new_code(
    shopper: Shopper, installation: Installation, watch: Watch
) -> None:
    watch.expect_status(409)  # the wallet's answer when the money did not move
    shopper.buy()
    shopper.stays_on_this_page()
    first, old_code = installation.payment(shopper.token).number, shopper.read_code()
    wallet = shopper.open_wallet()
    wallet.choose("failing")
    wallet.confirm()
    expect(wallet.page.locator(".state-failed")).to_be_visible()
    wallet.go_back()
    shopper.sees("failed", seconds=30)

    shopper.press("retry")
    shopper.sees("waiting")
    assert installation.payment(shopper.token).number != first
    assert shopper.read_code() == shopper.payment_url != old_code
    shopper.open_wallet().pay()
    shopper.sees("paid")
    assert shopper.has_stayed()


@pytest.mark.parametrize("user", ["short", "over_limit"])
def test_a_wallet_that_cannot_pay_leaves_the_order_payable_by_another(
    user: str, shopper: Shopper, watch: Watch
) -> None:
    watch.expect_status(409)
    shopper.buy()
    wallet = shopper.open_wallet()
    wallet.choose(user)
    wallet.confirm()
    expect(wallet.page.locator(".alert")).to_be_visible()
    wallet.pay("bank")
    shopper.sees("paid")


def test_a_shopper_who_cancels_in_the_wallet_can_still_pay(shopper: Shopper, installation: Installation) -> None:
    shopper.buy()
    wallet = shopper.open_wallet()
    wallet.cancel()
    expect(wallet.page.locator(".alert.note")).to_be_visible()
    wallet.page.locator(".alert.note a").click()
    back = Shopper(wallet.page, installation.shop_url)
    back.sees("confirming")
    back.card.locator(f"a[href='/orders/{shopper.token}']").click()
    back.sees("waiting")
    back.open_wallet().pay()
    back.sees("paid")


def test_when_the_shop_says_no_the_wallet_takes_nothing_and_the_shopper_can_try_again(
    shopper: Shopper, installation: Installation, watch: Watch
) -> None:
    watch.expect_status(409)
    shopper.buy()
    wallet = shopper.open_wallet()
    # JKOPay would still take the money, so the shop's answer to confirm_url decides.
    installation.change_payment(shopper.token, valid_until=utc_now() - timedelta(seconds=1))
    wallet.choose("balance")
    wallet.confirm()
    expect(wallet.page.locator(".state-late, .state-failed")).to_be_visible()
    expect(wallet.page.locator(".state-paid")).to_have_count(0)
    wallet.go_back()
    shopper.sees("failed", seconds=30)
    shopper.press("retry")
    shopper.sees("waiting")
    shopper.open_wallet().pay()
    shopper.sees("paid")
