"""The console: every section of it, for this machine only."""

import re
from urllib.parse import quote

import pytest

from tests.sandbox.authpay_wire import AuthpayWire
from tests.sandbox.browser import Browser, Page
from tests.sandbox.eventually import eventually
from tests.sandbox.merchant import Merchant
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import ENTRY, Wire

SECTIONS = ("orders", "authorizations", "deliveries", "merchants", "faults", "clock", "switches", "state")


def open_page(browser: Browser, sandbox: SandboxServer, path: str) -> Page:
    return browser.get(f"{sandbox.url}/console/{path}")


def press(browser: Browser, sandbox: SandboxServer, page_path: str, form_path: str, **fields: object) -> Page:
    """Send a form of a page; the page it leads to, or the one that says what is wrong."""
    page = open_page(browser, sandbox, page_path)
    answer = browser.post(f"{sandbox.url}/console/{form_path}", page, **fields)
    return browser.get(sandbox.url + answer.location) if answer.location else answer


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_for_this_machine_only(section: str, sandbox: SandboxServer) -> None:
    stranger = sandbox.app.test_client()
    told = stranger.get(f"/console/{section}", environ_base={"REMOTE_ADDR": "192.168.1.9"})
    assert told.status_code == 403
    assert sandbox.store["secret_key"] not in told.text
    assert "SANDBOX_CONTROL_FROM_ANYWHERE" in told.text


@pytest.mark.parametrize("section", SECTIONS)
def test_an_empty_sandbox_has_every_section_and_a_strict_policy(
    section: str, sandbox: SandboxServer, browser: Browser
) -> None:
    page = open_page(browser, sandbox, section)
    assert page.status == 200
    assert page.response.headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", page.html)
    assert f'href="/console/{section}" aria-current="page"' in page.html


@pytest.mark.parametrize(
    "form", ["merchants", "faults", "faults/answers", "clock", "switches", "state/reset", "state/import"]
)
def test_no_form_is_taken_without_its_token(form: str, sandbox: SandboxServer, browser: Browser) -> None:
    assert browser.session.post(f"{sandbox.url}/console/{form}", data={"sure": "on"}, timeout=20).status_code == 400


def test_an_order_is_found_and_shown_with_everything_about_it(wire: Wire, merchant: Merchant, browser: Browser) -> None:
    wire.entry("waiting-1")
    wire.paid_order("a/b c", user="coins")
    wire.refund("a/b c", 300, "refund-1")
    eventually(lambda: merchant.calls)
    found = open_page(browser, wire.sandbox, "orders?text=B+C&state=paid&store_id=")
    assert "waiting-1" not in found.text
    assert f'href="/console/orders/1/{quote("a/b c")}"' in found.html
    order = open_page(browser, wire.sandbox, f"orders/1/{quote('a/b c')}")
    for words in ("NT$1,000", "status 0", "JKO coins", "NT$950", "refund-1", "NT$300", "result_url"):
        assert words in order.text
    assert open_page(browser, wire.sandbox, "orders/1/nobody").status == 404
    assert open_page(browser, wire.sandbox, "orders?state=lost").status == 404


def test_a_payment_can_be_let_fail(wire: Wire, browser: Browser) -> None:
    wire.entry()
    failed = press(browser, wire.sandbox, "orders/1/order-1", "orders/1/order-1/fail")
    assert "status 100" in failed.text
    assert wire.status() == 100


def test_more_orders_than_a_page_holds_are_behind_a_link(wire: Wire, browser: Browser) -> None:
    for number in range(52):
        wire.entry(f"order-{number:02}")
    first = open_page(browser, wire.sandbox, "orders")
    link = re.search(r'href="(/console/orders\?before=\d+)"', first.html)
    assert link
    assert "order-01" not in first.text
    rest = browser.get(wire.sandbox.url + link[1])
    assert "order-01" in rest.text
    assert "order-02" not in rest.text


def test_a_delivery_shows_bytes_and_tries_and_is_sent_once_more(
    wire: Wire, merchant: Merchant, browser: Browser
) -> None:
    merchant.answer = (500, b"database is locked")
    wire.paid_order()
    eventually(lambda: wire.sandbox.deliveries()[0]["attempts"])
    assert "500" in open_page(browser, wire.sandbox, "deliveries").text
    shown = open_page(browser, wire.sandbox, "deliveries/1")
    assert wire.sandbox.deliveries()[0]["body"] in shown.text
    assert "database is locked" in shown.text
    merchant.answer = (200, b"ok")
    again = press(browser, wire.sandbox, "deliveries/1", "deliveries/1/redeliver")
    assert "Sent: HTTP 200" in again.text
    assert "Delivered" in again.text
    assert "order-1" not in open_page(browser, wire.sandbox, "deliveries?about=nobody").text


def test_an_authorization_is_granted_moved_to_another_wallet_and_cancelled(
    authpay: AuthpayWire, browser: Browser
) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    path, sandbox = f"authorizations/{auth_no}", authpay.sandbox
    assert "月付會員" in open_page(browser, sandbox, "authorizations").text
    granted = press(browser, sandbox, path, f"{path}/grant", user="coins", quota="500")
    assert "NT$500" in granted.text
    authpay.charge(auth_no)
    assert "charge-1" in open_page(browser, sandbox, path).text
    press(browser, sandbox, path, f"{path}/user", user="short")
    assert authpay.charge(auth_no, "charge-2")["result"] == "121"
    press(browser, sandbox, path, f"{path}/cancel", by="jkopay")
    assert authpay.authpay(auth_no)["status"] == "cancel"
    assert "JKOPay cancelled" in open_page(browser, sandbox, path).text


def test_an_authorization_is_refused_for_ever(authpay: AuthpayWire, browser: Browser) -> None:
    auth_no = authpay.bind()["result_object"]["auth_no"]
    path = f"authorizations/{auth_no}"
    assert press(browser, authpay.sandbox, path, f"{path}/grant", user="balance", quota="0").status == 422
    press(browser, authpay.sandbox, path, f"{path}/decline")
    assert authpay.sandbox.grant(auth_no)["reason"] == "declined"


def test_a_switch_turned_on_the_page_is_played(wire: Wire, browser: Browser) -> None:
    page = open_page(browser, wire.sandbox, "switches")
    names = set(re.findall(r'type="radio" name="(\w+)"', page.html))
    assert names == set(wire.sandbox.control("GET", "/settings")["switches"])
    chosen = dict.fromkeys(names, "0") | {"refusal_http_status": "1", "callback_digest": "1"}
    press(browser, wire.sandbox, "switches", "switches", **chosen)
    told = wire.sandbox.control("GET", "/settings")["switches"]
    assert (told["refusal_http_status"], told["callback_digest"]) == (400, False)
    assert told["same_refund_again"] == "replay"
    assert wire.sandbox.control("GET", "/magic")["enabled"] is False
    assert press(browser, wire.sandbox, "switches", "switches", refusal_http_status="7").status == 422


def test_the_first_page_leads_to_every_section_and_lists_every_magic_amount(wire: Wire, browser: Browser) -> None:
    page = browser.get(f"{wire.sandbox.url}/")
    for section in SECTIONS:
        assert f'href="/console/{section}"' in page.html
    for row in wire.sandbox.control("GET", "/magic")["values"]:
        assert f'<td class="code">{row["amount"]}</td>' in page.html
    assert ENTRY in page.text


def test_strangers_see_the_magic_amounts_but_neither_keys_nor_console(sandbox: SandboxServer) -> None:
    home = sandbox.app.test_client().get("/", environ_base={"REMOTE_ADDR": "192.168.1.9"}).text
    assert "701010" in home
    assert sandbox.store["api_key"] not in home
    assert "/console/" not in home
