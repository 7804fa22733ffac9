"""A member of the staff with a browser: reads pages, fills in their forms and sends them, hidden fields and all."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from app.models import Order
from tests.databases import PASSWORD, STAFF

_BLOCKS = {"dd", "div", "dt", "h1", "h2", "h3", "li", "p", "section", "summary", "td", "th"}


@dataclass
class Form:
    """One form of a page: where it goes, and what its fields hold."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        self.text += " " if tag in _BLOCKS else ""
        if tag == "form":
            self.forms.append(Form(found.get("action") or ""))
        elif tag == "a" and found.get("href"):
            self.links.append(found["href"])
        elif tag == "input" and found.get("name") and self.forms:
            self.forms[-1].fields[found["name"]] = found.get("value") or ""
        elif tag == "textarea":
            self._area = found["name"]
            self.forms[-1].fields[found["name"]] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            # A line's break right after the tag belongs to the markup.
            self.forms[-1].fields[self._area] += data.removeprefix("\r\n").removeprefix("\n")


class Page:
    """One answer. `text` is what a person reads, its blanks made single."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.address = response.request.path
        self.location = response.headers.get("Location", "")
        reader = _Reader()
        reader.feed(self.html)
        self.forms, self.links = reader.forms, reader.links
        self.text = " ".join(reader.text.split())

    def form(self, ending: str) -> Form:
        """The form whose address ends so."""
        return next(form for form in self.forms if urlsplit(form.action).path.endswith(ending))


class Browser:
    """A browser that follows redirects and speaks English."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        with self.client.session_transaction() as session:
            session["locale"] = "en"

    def get(self, path: str, *, follow: bool = True) -> Page:
        return Page(self.client.get(path, follow_redirects=follow))

    def send(self, form: Form, *, follow: bool = True, to: str | None = None, **filled: str) -> Page:
        """Send `form` with these fields filled in; `to` is the address of another button of it."""
        response = self.client.post(to or form.action, data={**form.fields, **filled}, follow_redirects=follow)
        return Page(response)

    def sign_in(self, username: str = STAFF, password: str = PASSWORD, *, follow: bool = True) -> Page:
        form = self.get("/admin/sign-in").form("/sign-in")
        return self.send(form, username=username, password=password, follow=follow)

    def order(self, order: Order) -> Page:
        return self.get(f"/admin/orders/{order.number}")

    def refund_form(self, order: Order, query: str = "") -> Page:
        return self.get(f"/admin/payments/{order.number}-1/refunds/new{query}")

    def propose(self, order: Order, amount: str, reason: str = "arrived broken") -> Page:
        """Fill in a new refund form and come to its second step."""
        return self.send(self.refund_form(order).form("/confirm"), amount=amount, reason=reason)

    def refund(self, order: Order, amount: str, reason: str = "arrived broken") -> Page:
        """Both steps."""
        return self.send(self.propose(order, amount, reason).form("/refunds"))
