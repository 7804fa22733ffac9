"""What the other tests rely on: that a complaint of a browser is seen, and a barrier is found."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import OpenContext
from tests.browser.inspecting import Inspector
from tests.browser.watching import Watch

HOME, STRANGER = "http://home.invalid/", "http://stranger.invalid/"
POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'"}


@pytest.mark.parametrize(
    ("complaint", "happens"),
    [
        (
            "error: .*Content Security Policy",
            lambda page: page.evaluate("document.body.setAttribute('style', 'top: 0')"),
        ),
        ("warning: careful", lambda page: page.evaluate("console.warn('careful')")),
        ("page error: .*broken", lambda page: page.evaluate("setTimeout(() => { throw new Error('broken') })")),
        ("status of 500", lambda page: page.goto(f"{HOME}500")),
        (f"asked a stranger: {STRANGER}", lambda page: page.goto(STRANGER)),
    ],
    ids=["policy", "warning", "page error", "status", "stranger"],
)
def test_a_browser_s_complaint_is_seen(complaint: str, happens: Callable[[Page], object], browser: Browser) -> None:
    context, watch = browser.new_context(), Watch((HOME,))
    watch.put_on(context)
    context.route(HOME, lambda route: route.fulfill(body="<p>home", content_type="text/html", headers=POLICY))
    context.route(f"{HOME}500", lambda route: route.fulfill(status=500, body="broken"))
    context.route(STRANGER, lambda route: route.fulfill(body="hello"))
    page = context.new_page()
    page.goto(HOME)
    watch.expect_status(404)
    watch.check()
    happens(page)
    with pytest.raises(AssertionError, match=complaint):
        _check_for_a_while(watch, page)
    context.close()


def _check_for_a_while(watch: Watch, page: Page) -> None:
    for _ in range(300):
        watch.check()
        page.wait_for_timeout(50)


def test_a_barrier_is_found(open_context: OpenContext) -> None:
    context = open_context()
    inspector, page = Inspector(context), context.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'>")
    inspector.look_at(page, "a page")
    assert [barrier.partition(",")[0] for barrier in inspector.barriers] == ["a page: image-alt"]
