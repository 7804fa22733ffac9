"""What a shopper does in the shop's pages. Found by what forms send and links lead to, so in any language."""

import re
from io import BytesIO
from typing import Final

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import FOLDER
from tests.browser.wallet import WalletPage
from tests.camera import read_codes

NAME: Final = "林小美"
EMAIL: Final = "mei@example.com"
ADDRESS = re.compile(r"/orders/([A-Za-z0-9_-]{22})(/return)?(\?.*)?$")


class Shopper:
    """One tab."""

    def __init__(self, page: Page, shop_url: str) -> None:
        self.page = page
        self._shop_url = shop_url

    @property
    def card(self) -> Locator:
        """The part of an order's page that changes."""
        return self.page.locator("[data-state]")

    @property
    def token(self) -> str:
        """Of the order whose page is open."""
        found = ADDRESS.search(self.page.url)
        assert found, self.page.url
        return found[1]

    def visit(self, path: str = "/") -> None:
        """Type an address of the shop."""
        self.page.goto(f"{self._shop_url}{path}")

    def speak(self, language: str) -> None:
        """Choose the language in the page's header, unless it is spoken already: a phone offers only the other."""
        button = self.page.locator(f".languages button[value={language}]")
        if button.get_attribute("aria-pressed") == "false":
            button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def choose(self, slug: str = "kraft-notebook") -> None:
        """From the catalogue to a product."""
        self.page.locator(f"a[href='/products/{slug}']").click()
        expect(self.page).to_have_url(re.compile(f"/products/{slug}$"))

    def put_in_cart(self) -> None:
        """From a product to the cart."""
        self.page.locator("form[action='/cart/items'] button").click()
        expect(self.page).to_have_url(re.compile("/cart$"))

    def go_to_checkout(self, currency: str = "TWD") -> None:
        """From the cart to the checkout."""
        self.page.locator(f"a[href='/checkout?currency={currency}']").click()
        expect(self.order_button).to_be_visible()

    def fill_in(self, *, name: str = NAME, email: str = EMAIL, note: str = "") -> None:
        """Tell who buys."""
        self.page.locator("[name=name]").fill(name)
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=note]").fill(note)

    @property
    def order_button(self) -> Locator:
        return self.page.locator("form[action^='/checkout'] button")

    def buy(self, slug: str = "kraft-notebook") -> None:
        """From nowhere to the page of a new order."""
        self.visit()
        self.choose(slug)
        self.put_in_cart()
        self.go_to_checkout()
        self.fill_in()
        self.order_button.click()
        expect(self.page).to_have_url(ADDRESS)

    def sees(self, state: str, seconds: float = 15) -> None:
        """Wait until the order's page is in this state."""
        expect(self.card).to_have_attribute("data-state", state, timeout=seconds * 1000)

    def press(self, action: str) -> None:
        """Press the button of the card that sends this: renew, check or retry."""
        # The script that keeps the page in its place is there by then.
        self.page.wait_for_load_state()
        self.card.locator(f"form[action*='/{action}'] button").click()

    @property
    def payment_url(self) -> str:
        """Where the page's own way into JKOPay leads."""
        href = self.card.locator("a.button[href*='/web/pay']").first.get_attribute("href")
        assert href
        return href

    def read_code(self) -> str:
        """What a camera reads from the screen. It looks until it sees: the card may be swapped under its eyes."""
        expect(self.card.locator("svg.qr")).to_be_visible()
        for _ in range(50):
            self.page.evaluate("() => document.querySelector('svg.qr')?.scrollIntoView({ block: 'center' })")
            found = read_codes(Image.open(BytesIO(self.page.screenshot())))
            if found:
                return found[0]
            self.page.wait_for_timeout(100)
        self.page.screenshot(path=FOLDER / "no-code.png")
        raise AssertionError(f"the camera finds no code: {FOLDER / 'no-code.png'}")

    def open_wallet(self) -> WalletPage:
        """Scan the code: the wallet opens in another tab."""
        tab = self.page.context.new_page()
        tab.goto(self.read_code())
        return WalletPage(tab)

    def stays_on_this_page(self) -> None:
        """Mark the document; `has_stayed` tells whether it was loaded anew since."""
        self.page.evaluate("() => { window.theSame = true; }")

    def has_stayed(self) -> bool:
        return bool(self.page.evaluate("() => window.theSame === true"))
