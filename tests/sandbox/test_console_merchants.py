"""Merchants and stores on the console's page."""

from typing import Any

import pytest

from tests.sandbox.browser import Browser
from tests.sandbox.server import SandboxServer
from tests.sandbox.test_console import open_page, press
from tests.sandbox.wire import Wire

STORE: dict[str, object] = {
    "name": "二號店",
    "currencies": ["TWD", "JPY"],
    "balance": "500",
    "books_closed_before": "",
    "cancellation_url": "http://127.0.0.1:9/x",
}


def test_a_merchant_is_added_renamed_and_removed(sandbox: SandboxServer, browser: Browser) -> None:
    added = press(browser, sandbox, "merchants", "merchants", name="茶行", store_id="tea-1")
    merchant = sandbox.control("GET", "/merchants")[1]
    assert (merchant["name"], merchant["stores"][0]["store_id"]) == ("茶行", "tea-1")
    assert merchant["api_key"] in added.text
    number = merchant["merchant_id"]
    press(browser, sandbox, "merchants", f"merchants/{number}", name="新茶行", api_key="", secret_key="")
    changed = sandbox.control("GET", "/merchants")[1]
    assert (changed["name"], changed["secret_key"]) == ("新茶行", merchant["secret_key"])
    assert press(browser, sandbox, "merchants", f"merchants/{number}/remove").status == 422
    press(browser, sandbox, "merchants", f"merchants/{number}/remove", sure="on")
    assert len(sandbox.control("GET", "/merchants")) == 1


def test_a_store_is_added_changed_and_removed(wire: Wire, browser: Browser) -> None:
    sandbox = wire.sandbox
    press(browser, sandbox, "merchants", "merchants/1/stores", store_id="two", **STORE)
    assert _store(sandbox, "two")["currencies"] == ["TWD", "JPY"]
    assert wire.entry(store_id="two", currency="USD")["message"] == "Using the currency unsupported by the Store"
    closing = STORE | {"closed": "on", "books_closed_before": "2026-01-31T00:00", "cancellation_url": ""}
    press(browser, sandbox, "merchants", "merchants/stores/two", **closing)
    changed = _store(sandbox, "two")
    assert (changed["closed"], changed["identities_required"], changed["cancellation_url"]) == (True, False, None)
    assert changed["books_closed_before"].startswith("2026-01-30T16:00")
    press(browser, sandbox, "merchants", "merchants/stores/two", **STORE)
    assert _store(sandbox, "two")["books_closed_before"] is None
    press(browser, sandbox, "merchants", "merchants/stores/two/remove")
    assert "two" not in [store["store_id"] for store in sandbox.stores()]


@pytest.mark.parametrize(
    ("form", "fields", "words"),
    [
        ("merchants/1/stores", STORE | {"store_id": "sandbox-identities"}, "not taken by another store"),
        ("merchants/1/stores", STORE | {"balance": "-1"}, "Balance: whole dollars"),
        ("merchants/1/stores", STORE | {"cancellation_url": "http://shop.example/"}, "https, or http to this machine"),
        ("merchants/9", {"name": "nobody"}, "not there any more"),
        ("merchants/1/remove", {"sure": "on"}, "It stays"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_done_is_explained_and_changes_nothing(
    form: str, fields: dict[str, object], words: str, sandbox: SandboxServer, browser: Browser
) -> None:
    before = sandbox.control("GET", "/merchants")
    page = press(browser, sandbox, "merchants", form, **fields)
    assert page.status == 422
    assert words in page.text
    assert sandbox.control("GET", "/merchants") == before


def test_two_merchants_cannot_have_one_api_key(sandbox: SandboxServer, browser: Browser) -> None:
    page = press(browser, sandbox, "merchants", "merchants", api_key=sandbox.store["api_key"])
    assert page.status == 422
    assert "belongs to another merchant" in page.text


def test_a_store_with_orders_is_closed_and_not_removed(wire: Wire, browser: Browser) -> None:
    wire.entry(store_id="sandbox-identities", identities=["A123456789"])
    page = press(browser, wire.sandbox, "merchants", "merchants/stores/sandbox-identities/remove")
    assert page.status == 422
    assert "sandbox-identities" in open_page(browser, wire.sandbox, "merchants").text


def _store(sandbox: SandboxServer, store_id: str) -> dict[str, Any]:
    return next(store for store in sandbox.stores() if store["store_id"] == store_id)
