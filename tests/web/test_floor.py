"""What every page of the shop keeps: nothing inline, little weight, no form without a token, no change by looking."""

import re
from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from werkzeug.routing import Rule

from tests.running import RunningShop
from tests.web.shopper import Shopper

BLUEPRINTS = frozenset({"catalog", "plans", "cart", "checkout", "orders", "authorizations", "language"})
LARGEST_PAGE = 60 * 1024
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:|https?://(?!127\.0\.0\.1)", re.IGNORECASE
)


def shopper_rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in (
            "catalog",
            "cart",
            "checkout",
            "orders",
            "language",
            "plans",
            "authorizations",
        ):
            yield rule


@pytest.fixture
def pages(shop: RunningShop, shopper: Shopper) -> dict[str, requests.Response]:
    """Every page a shopper can come to, one of a kind."""
    token = shopper.buy("gaiwan")
    shopper.put_in_cart("enamel-mug")
    paid, bound, subscribed = shop.paid(), shop.bind(), shop.subscribe("tea-every-month")
    paths = ["/", "/products/gaiwan", "/cart", "/checkout?currency=TWD", "/orders", f"/orders/{token}"]
    paths += [f"/orders/{token}/return", f"/orders/{token}/card", f"/orders/{paid.token}", "/nowhere"]
    paths += ["/plans", "/plans/tea-every-month", "/authorizations", "/authorizations/new"]
    paths += [f"/authorizations/{bound.token}{page}" for page in ("", "/return", "/card")]
    paths += [f"/authorizations/{subscribed.token}"]
    return {path: shopper.open(path) for path in paths}


def test_no_page_has_anything_inline_or_from_elsewhere(pages: dict[str, requests.Response]) -> None:
    for path, page in pages.items():
        svgless = page.text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert INLINE.findall(svgless) == [], path
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy


def test_every_page_names_its_language_its_title_and_its_main_part(pages: dict[str, requests.Response]) -> None:
    for path, page in pages.items():
        if not path.endswith("/card"):
            assert '<html lang="en">' in page.text, path
            assert re.search(r"<title>[^<·]+ · Sunny Lane Goods</title>", page.text), path
            assert page.text.count("<main") == page.text.count("<h1") == 1, path
            assert 'class="skip" href="#main"' in page.text, path


def test_the_payment_page_weighs_at_most_sixty_kilobytes_with_everything(shopper: Shopper) -> None:
    shopper.buy()
    assets = re.findall(r'<(?:link|script)[^>]*(?:href|src)="(/static/[^"]+)"', shopper.page)
    assert len(assets) >= 5
    weights = [len(shopper.browser.get(shopper.shop.url + asset, timeout=30).content) for asset in assets]
    assert sum(weights) + len(shopper.page.encode()) <= LARGEST_PAGE


def test_no_form_of_the_shop_is_taken_without_its_token(shop: RunningShop, shopper: Shopper) -> None:
    token = shopper.buy()
    forms = [rule for rule in shopper_rules(shop.app) if "POST" in (rule.methods or ())]
    assert len(forms) >= 7
    for rule in forms:
        path = str(rule).replace("<token>", token).replace("<slug>", "gaiwan")
        answer = shopper.browser.post(shop.url + path, data={"count": "1", "locale": "en"}, timeout=30)
        assert answer.status_code == 400, path
        assert "This form is too old" in answer.text


def test_looking_changes_nothing(shop: RunningShop, shopper: Shopper) -> None:
    token = shopper.buy("gaiwan")
    before = shop.order(token).version
    calls = len(shop.calls.payloads("POST /platform/entry"))
    for page in ("", "/return", "/card", "/status"):
        shopper.open(f"/orders/{token}{page}")
    assert shop.order(token).version == before
    assert len(shop.calls.payloads("POST /platform/entry")) == calls
    assert shop.calls.payloads("GET /platform/inquiry") == []


def test_a_status_that_is_answered_late_cannot_bring_back_an_older_cart(shopper: Shopper) -> None:
    token = shopper.buy()
    for page in ("/status", "/card", ""):
        assert "Set-Cookie" not in shopper.open(f"/orders/{token}{page}").headers, page
