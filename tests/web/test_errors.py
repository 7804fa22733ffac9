"""When a page cannot be shown, people are told so in words, in the look of the house."""

import pytest
from sqlalchemy import event

from tests.running import RunningShop
from tests.web.shopper import Shopper


def test_a_form_without_its_token_changes_nothing_and_says_how_to_go_on(shopper: Shopper) -> None:
    shopper.open("/products/gaiwan")
    answer = shopper.send("/cart/items", slug="gaiwan", count=1, csrf_token="")
    assert answer.status_code == 400
    assert shopper.says("This form is too old")
    assert shopper.says("Go back")
    shopper.open("/cart")
    assert shopper.says("Nothing in the cart yet.")


def test_a_page_that_only_takes_forms_says_so(shopper: Shopper) -> None:
    answer = shopper.open("/cart/items")
    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"OPTIONS", "POST"})
    assert shopper.says("This address works differently")


def test_a_form_that_is_too_large_is_refused_in_words(shopper: Shopper) -> None:
    answer = shopper.send("/cart/items", slug="x" * 100_000)
    assert answer.status_code == 413
    assert shopper.says("That was too much at once")


@pytest.mark.parametrize("path", ["/", "/products/gaiwan"])
def test_a_database_that_is_away_is_a_pause_not_a_crash(shop: RunningShop, shopper: Shopper, path: str) -> None:
    shop.db.engine.dispose()

    @event.listens_for(shop.db.engine, "do_connect")
    def refuse(*_arguments: object) -> None:
        raise shop.db.engine.dialect.loaded_dbapi.OperationalError("unable to open database file")

    answer = shopper.open(path)
    event.remove(shop.db.engine, "do_connect", refuse)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert shopper.says("The shop is catching its breath")


def test_a_crash_shows_a_page_that_needs_no_database_and_no_trace(shop: RunningShop, shopper: Shopper) -> None:
    @event.listens_for(shop.db.engine, "before_cursor_execute")
    def crash(*_arguments: object) -> None:
        raise RuntimeError("a secret detail")

    answer = shopper.open("/")
    event.remove(shop.db.engine, "before_cursor_execute", crash)
    assert answer.status_code == 500
    assert shopper.says("Something broke on our side")
    assert "secret detail" not in shopper.page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
