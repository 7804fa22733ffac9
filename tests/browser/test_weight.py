"""The payment page is for a phone with one bar of signal."""

from playwright.sync_api import Response

from tests.browser.conftest import OpenContext
from tests.browser.installation import Installation
from tests.browser.shopper import Shopper

MOST_BYTES = 60 * 1024


def test_the_payment_page_weighs_at_most_60_kilobytes_with_everything(
    shopper: Shopper, open_context: OpenContext, installation: Installation
) -> None:
    shopper.buy()
    address = shopper.page.url
    fresh = open_context("phone")
    answers: list[Response] = []
    fresh.on("response", lambda answer: answers.append(answer))
    page = fresh.new_page()
    # The last thing the page asks for; it never ends.
    with page.expect_response(lambda answer: answer.url.endswith("/events")):
        page.goto(address)
    weights = {answer.url: len(answer.body()) for answer in answers if not answer.url.endswith("/events")}
    assert any(".css" in url for url in weights)
    assert any("live.js" in url for url in weights)
    assert sum(weights.values()) <= MOST_BYTES, weights
