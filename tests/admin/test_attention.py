"""What waits for a person, and how it is settled."""

import pytest

from app.models import Attention, AttentionReason, Order, Payment
from app.services.attention import raise_attention, raise_integration_fault
from tests.admin.browsing import Browser
from tests.running import RunningShop


@pytest.fixture
def late(shop: RunningShop) -> Order:
    """A paid order with one thing to look at."""
    order = shop.paid()
    with shop.db.write() as session:
        raise_attention(session, session.get_one(Payment, shop.payment(order).id), AttentionReason.PAID_LATE)
    return order


def attention(shop: RunningShop) -> Attention:
    with shop.db.read() as session:
        return session.query(Attention).one()


def test_an_empty_list_says_so_and_has_no_badge(staff: Browser) -> None:
    page = staff.get("/admin/attention")
    assert "Nothing waits for you." in page.text
    assert "count-wait" not in page.html


def test_a_matter_says_why_since_when_and_what_to_do(staff: Browser, late: Order) -> None:
    page = staff.get("/admin/attention")
    for words in ("Paid late", late.number, "王小明", f"{late.number}-1", "Otherwise refund the payment."):
        assert words in page.text
    assert f"/admin/orders/{late.number}" in page.links
    assert "None" not in page.html


def test_every_page_counts_what_waits(staff: Browser, late: Order) -> None:
    for path in ("/admin/", "/admin/attention", f"/admin/orders/{late.number}"):
        assert "Attention 1 1 thing waits" in staff.get(path).text


def test_settling_asks_for_a_note_keeps_it_and_empties_the_list(shop: RunningShop, staff: Browser, late: Order) -> None:
    page = staff.send(staff.get("/admin/attention").form("/settle"), note="sent it on Monday")
    assert "Settled. Your note is kept." in page.text
    assert "Nothing waits for you." in page.text
    settled = attention(shop)
    assert (settled.settled_by, settled.settled_note) == ("merchant", "sent it on Monday")
    assert "merchant settled: Paid late. sent it on Monday" in staff.order(late).text


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_without_a_fitting_note_nothing_is_settled_and_nothing_lost(
    shop: RunningShop, staff: Browser, late: Order, note: str
) -> None:
    page = staff.send(staff.get("/admin/attention").form("/settle"), note=note)
    assert page.status == 422
    assert f'aria-describedby="note-{attention(shop).id}-error"' in page.html
    assert page.form("/settle").fields["note"] == note.strip()
    assert attention(shop).settled_at is None


def test_a_second_person_hears_that_it_was_settled_already(shop: RunningShop, staff: Browser, late: Order) -> None:
    form = staff.get("/admin/attention").form("/settle")
    staff.send(form, note="mine")
    assert "This had been settled already." in staff.send(form, note="theirs").text
    assert attention(shop).settled_note == "mine"


def test_a_matter_that_does_not_exist_is_404(staff: Browser, late: Order) -> None:
    form = staff.get("/admin/attention").form("/settle")
    assert staff.send(form, to="/admin/attention/999/settle", note="x").status == 404


def test_a_fault_of_the_settings_belongs_to_no_order_and_says_which(shop: RunningShop, staff: Browser) -> None:
    with shop.db.write() as session:
        raise_integration_fault(session, "POST /platform/entry", "200 Store not found")
        raise_integration_fault(session, "GET /platform/inquiry", "GET /platform/inquiry 201 Validation error")
        raise_integration_fault(
            session, "POST /platform/refund", "There is no such API at this address: check the base URL."
        )
    page = staff.get("/admin/attention")
    assert "JKOPay does not know the store." in page.text
    assert "JKOPay did not accept the shop's signature." in page.text
    assert page.text.count("There is no such API at this address: check the base URL.") == 1
    assert "Settled." in staff.send(page.form("/settle"), note="new keys").text
