"""What a shopper does who lets the shop charge from now on."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.shopper import EMAIL, NAME, Shopper
from tests.browser.wallet import WalletPage

BINDING = re.compile(r"/authorizations/[A-Za-z0-9_-]{22}(/return)?$")


class Member(Shopper):
    """One tab."""

    @property
    def charges(self) -> Locator:
        """On the page of an authorization, the newest first."""
        return self.card.locator(".refunds > li")

    def ask_for_one_tap(self, limit: str = "3000") -> None:
        """From the list of authorizations to the page of a new one."""
        self.visit("/authorizations")
        self.page.locator("main a[href='/authorizations/new']").click()
        self.page.locator("[name=amount]").fill(limit)
        self._send("form[action='/authorizations'] button")

    def ask_for_plan(self, slug: str) -> None:
        """From the plans to the page of a new authorization."""
        self.visit("/plans")
        self.page.locator(f"main a[href='/plans/{slug}']").click()
        self._send(f"form[action='/plans/{slug}'] button")

    def leave_for_wallet(self) -> WalletPage:
        """On a phone the button leads away; from elsewhere another device scans the code."""
        button = self.card.locator("a.on-phone")
        if not button.is_visible():
            return self.open_wallet()
        button.tap()
        expect(self.page).to_have_url(re.compile("/web/authpay"))
        return WalletPage(self.page)

    def is_granted(self, most: str, user: str = "balance") -> None:
        """Say yes in the wallet, which leads back to the shop, and see that the shop knows."""
        self.leave_for_wallet().allow(most, user)
        expect(self.page).to_have_url(BINDING)
        self.sees("granted", seconds=30)

    def cancel(self) -> None:
        """From the page of an authorization."""
        self.card.locator(".ending summary").click()
        self.press("cancel")

    def _send(self, button: str) -> None:
        self.page.locator("[name=name]").fill(NAME)
        self.page.locator("[name=email]").fill(EMAIL)
        self.page.locator(button).click()
        expect(self.page).to_have_url(BINDING)
        self.sees("waiting")
