"""People with browsers that have no script, on the other side of a real socket."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

from tests.databases import PASSWORD, STAFF

NAME, EMAIL = "王小明", "ming@example.com"
_PATIENCE = 40.0


class ErrorPage(Exception):
    """The shop answered with an error page."""


@dataclass(frozen=True)
class Form:
    """A form as it is sent: again and again it is the same one."""

    url: str
    fields: dict[str, str]


@dataclass
class _Forms(HTMLParser):
    """The forms of a page: address and fields."""

    found: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((values.get("action", ""), {}))
        elif tag in ("input", "textarea") and values.get("name") and self.found:
            self.found[-1][1][values["name"]] = values.get("value", "")


class Person:
    """One browser. `page` is the address and the text of the page shown last."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False
        self.address, self.page = url, ""

    def open(self, path: str) -> None:
        """Follow a link."""
        self._show(self._session.get(urljoin(self._url, path), timeout=_PATIENCE))

    def form(self, ending: str, **filled: str) -> Form:
        """The form of the page shown whose address ends so, filled in."""
        reader = _Forms()
        reader.feed(self.page)
        for action, fields in reader.found:
            if urlsplit(action).path.endswith(ending):
                return Form(urljoin(self.address, action), {**fields, **filled})
        raise ErrorPage(f"no form {ending} at {self.address}")

    def send(self, form: Form) -> str:
        """Send a form and go where it leads. Returns the last part of that address.

        Raises:
            ErrorPage: what is shown is an error.
            RequestException: nothing came back, as when the shop's process died.
        """
        self._show(self._session.post(form.url, data=form.fields, timeout=_PATIENCE))
        return urlsplit(self.address).path.rpartition("/")[2]

    def fill_cart(self, slug: str, one_tap: str = "") -> Form:
        """The checkout's last form, ready to be sent."""
        self.open(f"/products/{slug}")
        self.send(self.form("/cart/items", count="1"))
        self.open("/checkout?currency=TWD")
        return self.form("/checkout", name=NAME, email=EMAIL, note="", one_tap=one_tap)

    def ask_for_binding(self) -> Form:
        """The form for a one-tap authorization, ready to be sent."""
        self.open("/authorizations/new")
        return self.form("/authorizations", name=NAME, email=EMAIL, amount="3000")

    def take_plan(self, slug: str) -> Form:
        """The form for a subscription, ready to be sent."""
        self.open(f"/plans/{slug}")
        return self.form(f"/plans/{slug}", name=NAME, email=EMAIL)

    def button(self, page: str, ending: str) -> Form:
        """The form of a button on a page."""
        self.open(page)
        return self.form(ending)

    def sign_in(self) -> None:
        """As staff."""
        self.open("/admin/sign-in")
        self.send(self.form("/sign-in", username=STAFF, password=PASSWORD))

    def refund(self, payment_number: str, amount: str) -> Form:
        """The refund's last form, ready to be sent."""
        self.open(f"/admin/payments/{payment_number}/refunds/new")
        self.send(self.form("/confirm", amount=amount, reason="arrived broken"))
        return self.form("/refunds")

    def _show(self, response: requests.Response) -> None:
        self.address, self.page = response.url, response.text
        if response.status_code >= requests.codes.bad_request:
            raise ErrorPage(f"{response.status_code} from {urlsplit(response.url).path}")
