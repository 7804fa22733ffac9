"""Every page of the console, read by axe-core: nothing serious or critical."""

from typing import Literal

import pytest

from tests.browser.conftest import OpenContext
from tests.browser.inspecting import Inspector
from tests.browser.pictures import Camera
from tests.browser.sandbox.console import ConsolePage
from tests.sandbox.authpay_wire import AuthpayWire

PATHS = (
    "/",
    "/console/orders",
    "/console/orders/1/order-20270301-0002",
    "/console/deliveries",
    "/console/deliveries/1",
    "/console/authorizations",
    "/console/merchants",
    "/console/faults",
    "/console/clock",
    "/console/switches",
    "/console/state",
)


@pytest.mark.parametrize(
    ("language", "scheme", "size"), [("zh_Hant_TW", "light", "desktop"), ("en", "dark", "phone")], ids=["zh", "en"]
)
def test_no_page_of_the_console_has_a_serious_barrier(
    language: str, scheme: Literal["light", "dark"], size: str, open_context: OpenContext, wire: AuthpayWire
) -> None:
    context = open_context(size, bypass_csp=True, color_scheme=scheme)
    console, inspector = ConsolePage(context.new_page(), wire.sandbox.url, Camera(language, size)), Inspector(context)
    console.visit()
    console.speak(language)
    wire.sandbox.faults("POST /platform/entry", "slow", times=None)
    authorizations = [f"/console/authorizations/{row['auth_no']}" for row in wire.sandbox.authorizations()]
    for path in (*PATHS, *authorizations):
        console.visit(path)
        for closed in console.page.locator("main details:not([open]) > summary").all()[::-1]:
            closed.click()
        inspector.look_at(console.page, path)
    assert inspector.barriers == []
