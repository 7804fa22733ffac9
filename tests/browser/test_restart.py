"""Ctrl-C, and the same command again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.installation import Installation
from tests.browser.shopper import Shopper
from tests.browser.staff import Staff


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation of this test's own, because it is stopped."""
    installation = Installation(tmp_path)
    yield installation
    installation.stop()
    assert "Traceback" not in installation.said, installation.said


def test_a_stopped_and_restarted_installation_shows_the_same(shopper: Shopper, installation: Installation) -> None:
    page, staff = shopper.page, Staff(shopper.page, installation.shop_url)
    shopper.buy("gaiwan")
    paid_order = shopper.token
    shopper.open_wallet().pay("coins")
    shopper.sees("paid")
    staff.sign_in(installation.username, installation.password)
    staff.open_order(installation.payment(paid_order).number)
    staff.propose_refund("640", "half of it")
    staff.sure_button.click()
    staff.refunds.locator(".badge-good").wait_for()
    file = page.url
    shopper.buy("pineapple-cake")
    open_order, code = shopper.token, shopper.read_code()

    def read_everything() -> list[str]:
        texts = []
        for address in (f"{installation.shop_url}/orders/{paid_order}", f"{installation.shop_url}/orders", file):
            page.goto(address)
            texts.append(page.locator("main").inner_text())
        return texts

    before = read_everything()
    assert any("NT$640" in text for text in before)
    for tab in page.context.pages:
        tab.goto("about:blank")
    installation.stop()
    installation.start()
    assert read_everything() == before

    shopper.visit(f"/orders/{open_order}")
    assert shopper.read_code() == code
    shopper.open_wallet().pay()
    shopper.sees("paid")
