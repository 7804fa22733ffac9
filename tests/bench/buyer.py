"""A shopper who has filled the cart and checks out again and again."""

import re
from urllib.parse import urlencode

from app.services.numbers import new_token
from tests.bench.connection import Connection

PRODUCT = "kraft-notebook"
_CSRF = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
_FORM = "/checkout?currency=TWD"


class Buyer:
    """Holds the cookie of a full cart; each checkout is of the same cart, with a key of its own."""

    def __init__(self, port: int) -> None:
        with Connection(port) as connection:
            page = connection.get(f"/products/{PRODUCT}")
            form = urlencode({"csrf_token": _token(page.body), "slug": PRODUCT, "count": 1})
            added = connection.post("/cart/items", form, cookie=page.session_cookie)
            self._cookie = added.session_cookie
            self._csrf = _token(connection.get(_FORM, cookie=self._cookie).body)

    def check_out(self, connection: Connection) -> str:
        """Send the form, and return the path of the order's page."""
        answer = connection.post(
            _FORM,
            urlencode(
                {
                    "csrf_token": self._csrf,
                    "checkout_key": new_token(),
                    "name": "Ming Wang",
                    "email": "ming@example.com",
                    "note": "",
                }
            ),
            cookie=self._cookie,
        )
        return answer.headers["location"]


def _token(page: bytes) -> str:
    found = _CSRF.search(page)
    assert found, "no form on the page"
    return found[1].decode()
