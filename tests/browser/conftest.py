"""One browser and one installation for all of these tests; every test has cookies of its own."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, expect, sync_playwright

from tests.browser.installation import Installation
from tests.browser.shopper import Shopper
from tests.browser.staff import Staff
from tests.browser.watching import Watch
from tests.browser_setup import ADVICE, find_browser, has_chinese_font

OpenContext = Callable[..., BrowserContext]

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
_CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The two processors are shared with another worker's browser and installation.
_PATIENCE_MILLISECONDS = 15_000


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser; without one, or without Chinese characters, these tests fail and say what to install."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_this_run = tmp_path_factory.getbasetemp().parent
        (of_this_run / "browser").mkdir()  # Fails for a second worker: `FoldersTogether` should have kept it out.
    path = find_browser()
    if path is None or not has_chinese_font():
        pytest.fail(ADVICE, pytrace=False)
    expect.set_options(timeout=_PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation that the tests share."""
    installation = Installation(tmp_path_factory.mktemp("installation"))
    yield installation
    installation.stop()
    assert "Traceback" not in installation.said, installation.said


@pytest.fixture
def installation(running: Installation) -> Iterator[Installation]:
    """The installation, with a sandbox that behaves at first."""
    yield running
    running.calm_down()


@pytest.fixture
def origins(installation: Installation) -> tuple[str, str]:
    """The only places the browsers of this test may ask for anything."""
    return installation.origins


@pytest.fixture
def watch(origins: tuple[str, str]) -> Watch:
    """What the browsers of this test complained of."""
    return Watch(origins)


@pytest.fixture
def open_context(browser: Browser, watch: Watch) -> Iterator[OpenContext]:
    """Opens another browser with cookies of its own: a desktop unless told otherwise."""
    opened: list[BrowserContext] = []

    def open_context(size: str = "desktop", **options: Any) -> BrowserContext:
        # Drawn without a graphics card, what moves takes more of the processor than all else: the journeys see it.
        context = browser.new_context(**{"reduced_motion": "reduce", **SIZES[size], **options})
        context.set_default_timeout(_PATIENCE_MILLISECONDS)
        watch.put_on(context)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    watch.check()


@pytest.fixture
def shopper(open_context: OpenContext, installation: Installation) -> Shopper:
    """Somebody at a desktop with an empty cart."""
    return Shopper(open_context().new_page(), installation.shop_url)


@pytest.fixture(scope="package")
def staff_cookies(browser: Browser, running: Installation) -> StorageState:
    """What a browser keeps of a sign-in, so that not every test costs one of the ten a minute."""
    context = browser.new_context()
    Staff(context.new_page(), running.shop_url).sign_in(running.username, running.password)
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def staff(open_context: OpenContext, installation: Installation, staff_cookies: StorageState) -> Staff:
    """Somebody of the shop who is signed in."""
    return Staff(open_context(storage_state=staff_cookies).new_page(), installation.shop_url)
