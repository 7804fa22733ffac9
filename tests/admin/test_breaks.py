"""The books on a page: what does not agree, and a person's explanation of it."""

import pytest
from sqlalchemy import text

from app.admin.break_words import tell_break
from app.models import History, Order
from app.services.breaks import Break, BreakKind
from tests.admin.browsing import Browser
from tests.running import RunningShop


@pytest.fixture
def spoilt(shop: RunningShop) -> Order:
    """A paid order whose deduction a hand has changed."""
    order = shop.paid()
    with shop.db.write() as session:
        session.execute(text("UPDATE payments SET debit_amount = 7"))
    return order


def settled_by(shop: RunningShop) -> tuple[str, int | None, int | None]:
    """Who explained the one difference, and with which order or authorization that stands."""
    with shop.db.read() as session:
        event = session.query(History).where(History.event == "break_settled").one()
    return event.actor, event.order_id, event.authorization_id


def only_break(staff: Browser) -> str:
    (address,) = [link for link in staff.get("/admin/breaks").links if link.startswith("/admin/breaks/")]
    return address


def test_books_that_agree_say_so_with_their_totals(shop: RunningShop, staff: Browser) -> None:
    shop.paid()
    page = staff.get("/admin/breaks")
    for words in ("Everything agrees.", "Nothing waits for a decision.", "Paid TWD NT$220"):
        assert words in page.text


def test_a_difference_is_listed_with_what_it_says_and_should_say(staff: Browser, spoilt: Order) -> None:
    for page in (staff.get("/admin/breaks"), staff.get(only_break(staff))):
        for words in (
            f"{spoilt.number}-1",
            "The deduction is not the one in JKOPay's stored answer.",
            "It says 7 It should say 220",
        ):
            assert words in page.text


def test_explaining_a_difference_keeps_who_and_why_and_changes_no_row(
    shop: RunningShop, staff: Browser, spoilt: Order
) -> None:
    address = only_break(staff)
    page = staff.send(staff.get(address).forms[-1], note="JKOPay corrected it by mail")
    assert "Settled. Your note is kept." in page.text
    assert "Everything agrees." in page.text
    assert "1 difference was explained by staff." in page.text
    assert staff.get(address).status == 404
    assert settled_by(shop) == ("merchant", spoilt.id, None)
    assert shop.payment(spoilt).debit_amount == 7
    told = staff.order(spoilt).text
    assert "merchant explained a difference in the books." in told
    assert "JKOPay corrected it by mail" in told


def test_a_difference_of_a_product_can_be_explained_too(shop: RunningShop, staff: Browser) -> None:
    with shop.db.write() as session:
        session.execute(text("UPDATE products SET reserved = 1 WHERE slug = 'gaiwan'"))
    page = staff.send(staff.get(only_break(staff)).forms[-1], note="set aside for the fair")
    assert "Everything agrees." in page.text
    assert settled_by(shop) == ("merchant", None, None)


def test_a_difference_of_an_authorization_stands_with_it(shop: RunningShop, staff: Browser) -> None:
    authorization = shop.bind()
    with shop.db.write() as session:
        session.execute(text("UPDATE authorizations SET status = 'cancelled'"))
    page = staff.send(staff.get(only_break(staff)).forms[-1], note="cancelled by mail")
    assert "Everything agrees." in page.text
    assert settled_by(shop) == ("merchant", None, authorization.id)
    assert "cancelled by mail" in staff.get(f"/admin/authorizations/{authorization.number}").text


@pytest.mark.parametrize("note", ["", "  ", "x" * 301])
def test_without_a_fitting_reason_nothing_is_explained(staff: Browser, spoilt: Order, note: str) -> None:
    address = only_break(staff)
    assert staff.send(staff.get(address).forms[-1], note=note).status == 422
    assert only_break(staff) == address


def test_a_large_shop_is_checked_only_when_asked(
    staff: Browser, spoilt: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.admin.breaks.MOST_CHECKED_UNASKED", 0)
    page = staff.get("/admin/breaks")
    assert f"{spoilt.number}-1" not in page.text
    (link,) = [link for link in page.links if "check" in link]
    assert f"{spoilt.number}-1" in staff.get(link).text


def test_every_kind_of_difference_has_words_of_its_own(shop: RunningShop) -> None:
    with shop.app.test_request_context():
        told = {str(tell_break(Break(kind, "x", "1", "2"))) for kind in BreakKind}
    assert len(told) == len(BreakKind)
