"""What the wallet's user does on the sandbox's pages."""

from playwright.sync_api import Locator, Page, expect

PASSWORD = "0000"


class WalletPage:
    """One tab with a payment open, or what a store asks to be allowed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def pay_button(self) -> Locator:
        """The one that says yes."""
        return self.page.locator(".till button")

    def speak_english(self) -> None:
        """Choose the other language; the wallet begins in Chinese."""
        self.page.locator(".language button[value=en]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", "en")

    def choose(self, user: str) -> None:
        """Pay as this wallet user."""
        who = self.page.locator("label.user", has=self.page.locator(f"input[value={user}]"))
        trouble = self.page.locator("details:not([open])", has=who)
        if trouble.count():
            trouble.locator("summary").click()
        who.click()
        expect(who.locator("input")).to_be_checked()

    def confirm(self, password: str = PASSWORD) -> None:
        """Type the password and pay."""
        self.page.locator("[name=password]").fill(password)
        self.pay_button.click()

    def pay(self, user: str = "balance") -> None:
        """Pay, and see that it is paid."""
        self.choose(user)
        self.confirm()
        expect(self.page.locator(".state-paid")).to_be_visible()

    def allow(self, most: str, user: str = "balance") -> None:
        """Let the store charge `most` at a time, and see that it may."""
        self.page.locator("[name=quota]").fill(most)
        self.pay(user)

    def go_back(self) -> None:
        """From a payment that ended to the store, which asks JKOPay at once when a browser comes back."""
        self.page.locator(".state a.button").click()

    def cancel(self) -> None:
        """Do not pay."""
        self.page.locator(".decline button").click()
