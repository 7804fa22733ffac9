"""The documentation is read, and a call tried on it is signed, at a desk and on a phone."""

import json
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext
from tests.browser.pictures import Camera
from tests.sandbox.server import SandboxServer
from tests.sandbox.wire import Wire


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_call_tried_in_the_documentation_is_signed_and_makes_an_order(
    size: str, open_context: OpenContext, sandbox: SandboxServer
) -> None:
    page = open_context(size).new_page()
    page.goto(sandbox.url)
    page.locator(".intro a").click()
    entry = page.locator("#operations-OnlinePay-entry")
    expect(entry).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    Camera("zh_Hant_TW", size).take(page, "sandbox-docs")
    answer = try_out(page, "OnlinePay-entry", "/platform/entry")
    assert answer["result"] == "000", answer
    inquired = try_out(page, "OnlinePay-inquiry", "/platform/inquiry?**")
    assert inquired["result_object"]["transactions"] == [{"platform_order_id": "order-1001", "status": 101}]
    assert Wire(sandbox, "").status("order-1001") == 101


def test_strangers_read_the_platform_api_and_try_nothing(open_context: OpenContext, sandbox: SandboxServer) -> None:
    page = open_context().new_page()
    url = f"{sandbox.url}/docs"
    # What a browser of another machine gets: no control interface, and nothing to sign with.
    answer = requests.get(url, headers={"Host": "sandbox.example"}, timeout=60)
    page.route(url, lambda route: route.fulfill(headers=dict(answer.headers), body=answer.content))
    page.goto(url)
    page.locator("#operations-OnlinePay-entry .opblock-summary-control").click()
    expect(page.locator("#operations-OnlinePay-entry .opblock-body")).to_be_visible()
    assert page.locator(".try-out__btn").count() == 0
    assert page.get_by_text("/_sandbox/merchants").count() == 0


def try_out(page: Page, operation: str, address: str) -> dict[str, Any]:
    """Open a call, send its example, and read the answer."""
    block = page.locator(f"#operations-{operation}")
    block.locator(".opblock-summary-control").click()
    block.locator(".try-out__btn").click()
    with page.expect_response(f"**{address}") as heard:
        block.locator("button.execute").click()
    answer: dict[str, Any] = json.loads(heard.value.body())
    return answer
