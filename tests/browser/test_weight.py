"""The payment page is for a phone with one bar of signal and little charge left."""

from playwright.sync_api import Response, expect

from tests.browser.conftest import OpenContext
from tests.browser.installation import Installation
from tests.browser.shopper import Shopper

MOST_BYTES = 60 * 1024
MOST_LAYOUTS_A_SECOND = 5


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


def test_a_page_that_waits_is_laid_out_when_its_clock_moves_and_not_for_every_frame(shopper: Shopper) -> None:
    shopper.buy()
    shopper.sees("waiting")
    shopper.page.wait_for_load_state("load")
    meter = shopper.page.context.new_cdp_session(shopper.page)
    meter.send("Performance.enable")

    def layouts() -> int:
        metrics = {metric["name"]: metric["value"] for metric in meter.send("Performance.getMetrics")["metrics"]}
        return int(metrics["LayoutCount"])

    clock = shopper.card.locator("[data-clock]")
    before, shown = layouts(), clock.text_content() or ""
    shopper.page.wait_for_timeout(2000)
    expect(clock).not_to_have_text(shown)
    assert 1 <= layouts() - before <= 2 * MOST_LAYOUTS_A_SECOND
