"""A shopper with a browser that has no script: pages, forms and the cookie."""

import re
from html import unescape
from typing import Any

import requests

from tests.running import RunningShop

NAME, EMAIL = "王小明", "ming@example.com"


class Shopper:
    """Reads English unless told otherwise; `page` is the text of the page shown last."""

    def __init__(self, shop: RunningShop, locale: str = "en") -> None:
        self.shop = shop
        self.browser = requests.Session()
        self.page = ""
        self.open("/cart")
        self.send("/language", locale=locale, next="/cart")

    def open(self, path: str, **options: Any) -> requests.Response:
        """Follow a link."""
        return self._shown(self.browser.get(self.shop.url + path, timeout=30, **options))

    def send(self, path: str, **fields: object) -> requests.Response:
        """Send a form of the page shown last, its CSRF token included, and go where it leads."""
        data = {"csrf_token": self.hidden("csrf_token"), **fields}
        return self._shown(self.browser.post(self.shop.url + path, data=data, timeout=30))

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.page)
        assert found, f"no field {name}"
        return unescape(found[1])

    def put_in_cart(self, slug: str, count: int = 1) -> requests.Response:
        """Press the button of a product's page."""
        self.open(f"/products/{slug}")
        return self.send("/cart/items", slug=slug, count=count)

    def check_out(self, currency: str = "TWD", **changes: object) -> requests.Response:
        """Fill in the form and send it; the order's page is shown afterwards."""
        self.open(f"/checkout?currency={currency}")
        fields = {"checkout_key": self.hidden("checkout_key"), "name": NAME, "email": EMAIL, "note": ""}
        return self.send(f"/checkout?currency={currency}", **(fields | changes))

    def buy(self, slug: str = "kraft-notebook", count: int = 1, currency: str = "TWD") -> str:
        """Buy one product. Returns the order's token."""
        self.put_in_cart(slug, count)
        return self.check_out(currency).url.rpartition("/")[2]

    def says(self, text: str) -> bool:
        """Whether the page has these words, whatever markup is between them."""
        words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.page)))
        return text in words

    def state(self) -> str:
        """Which state the card of the order's page shows."""
        found = re.search(r'data-state="([a-z]+)"', self.page)
        assert found, "no card"
        return found[1]

    def _shown(self, response: requests.Response) -> requests.Response:
        response.encoding = "utf-8"
        self.page = response.text
        return response
