"""A ratio means something only while the bare pages weigh what the shop's weigh."""

import pytest

from tests.bench.bare_pages import app
from tests.running import RunningShop


@pytest.mark.parametrize("page", ["/", "/payment"])
def test_a_bare_page_weighs_within_a_fifth_of_the_shops(shop: RunningShop, page: str) -> None:
    path = f"/orders/{shop.buy().token}" if page == "/payment" else page
    shops, bare = (
        len(browser.get(address).data)
        for browser, address in ((shop.app.test_client(), path), (app.test_client(), page))
    )
    assert 0.8 < bare / shops < 1.2
