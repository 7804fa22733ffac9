"""What the wallet's user does on the sandbox's pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Route, expect

_WAY_BACK = "**/return"
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
        with self.paid():
            pass

    @contextmanager
    def paid(self) -> Iterator[None]:
        """Confirm; the page that says so stays, though it leaves for the store by itself after two seconds."""
        leaving: list[Route] = []
        self.page.route(_WAY_BACK, lambda route: leaving.append(route))
        self.confirm()
        expect(self.page.locator(".state-paid")).to_be_visible()
        yield
        if self.page.is_closed():
            return
        self.page.unroute(_WAY_BACK)
        for route in leaving:
            route.continue_()

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
