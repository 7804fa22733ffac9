"""A browser without scripts: cookies, forms with their CSRF token, redirects only when asked."""

import re
from html import unescape
from typing import Any

import requests


class Page:
    """What a browser got."""

    def __init__(self, response: requests.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.text
        self.text = unescape(re.sub(r"<[^>]+>", " ", response.text))
        self.location = response.headers.get("Location")

    @property
    def csrf_token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.html)
        assert found, self.html
        return found[1]

    def checked(self, name: str) -> str | None:
        found = re.search(rf'name="{name}" value="([^"]+)" checked', self.html)
        return found[1] if found else None


class Browser:
    """Speaks English, so that tests can read."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.cookies.set("jko_sandbox_language", "en")

    def get(self, url: str) -> Page:
        return Page(self.session.get(url, timeout=90, allow_redirects=False))

    def post(self, url: str, page: Page, **fields: Any) -> Page:
        data = {"csrf_token": page.csrf_token} | fields
        return Page(self.session.post(url, data=data, timeout=90, allow_redirects=False))
