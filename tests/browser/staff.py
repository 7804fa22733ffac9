"""What the merchant does in the admin."""

import re

from playwright.sync_api import Locator, Page, expect


class Staff:
    """One tab of the admin."""

    def __init__(self, page: Page, shop_url: str) -> None:
        self.page = page
        self._shop_url = shop_url

    def sign_in(self, username: str, password: str) -> None:
        """From nowhere to the orders."""
        self.page.goto(f"{self._shop_url}/admin/")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("form[action='/admin/sign-in'] button").click()
        # A pattern would also find the address that the sign-in page will lead to.
        expect(self.page).to_have_url(f"{self._shop_url}/admin/")

    def search(self, text: str) -> None:
        """Narrow the list of orders."""
        self.page.goto(f"{self._shop_url}/admin/")
        self.page.locator("[name=q]").fill(text)
        self.page.locator("[name=q]").press("Enter")
        expect(self.page).to_have_url(re.compile("q="))

    def open_order(self, text: str) -> None:
        """Find the one order that matches and open it."""
        self.search(text)
        rows = self.page.locator(".orders tbody tr")
        expect(rows).to_have_count(1)
        rows.locator(".orders-number a").click()
        expect(self.page.locator("[data-file]")).to_be_visible()

    @property
    def refund_door(self) -> Locator:
        return self.page.locator("a[href$='/refunds/new']")

    @property
    def refunds(self) -> Locator:
        """The refunds on an order's page, the oldest first."""
        return self.page.locator(".refund-list > li")

    @property
    def good_moments(self) -> Locator:
        """Events of an order's page at which money arrived or went back."""
        return self.page.locator(".moment-good")

    @property
    def calls(self) -> Locator:
        """What JKOPay sent about an order, on its page."""
        return self.page.locator(".moment details")

    def propose_refund(self, amount: str, reason: str) -> None:
        """From an order's page to the question whether that is really meant."""
        self.refund_door.click()
        self.page.locator("[name=amount]").fill(amount)
        self.page.locator("[name=reason]").fill(reason)
        self.page.locator("form[action$='/confirm'] button").click()
        expect(self.sure_button).to_be_visible()

    @property
    def sure_button(self) -> Locator:
        return self.page.locator("form[action$='/refunds'] button:not([formaction])")
