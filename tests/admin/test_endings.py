"""Deciding in two steps how a matter ends."""

import pytest

from app.models import Attention, Order, OrderStatus, PaymentStatus
from tests.admin.browsing import Browser, Page
from tests.running import RunningShop
from tests.services.test_endings import SHORT, nameless, only_matter, underpaid
from tests.services.test_refunds import given_back
from tests.services.test_settlement import answer_inquiry, paid_row

WHY = "asked JKOPay by telephone"


@pytest.fixture
def order(shop: RunningShop) -> Order:
    """Of 220, and JKOPay says 200 were paid."""
    return underpaid(shop)


def address(shop: RunningShop) -> str:
    return f"/admin/attention/{only_matter(shop).attention.id}/end"


def choose(shop: RunningShop, staff: Browser, ending: str, note: str = WHY) -> Page:
    return staff.send(staff.get(address(shop)).form("/confirm"), ending=ending, note=note)


def test_the_list_leads_to_the_decision_instead_of_a_note(shop: RunningShop, staff: Browser, order: Order) -> None:
    for path in ("/admin/attention", "/admin/breaks"):
        page = staff.get(path)
        assert address(shop) in page.links
        assert not [form for form in page.forms if form.action.endswith("/settle")]
    page = staff.get(address(shop))
    for words in ("Another amount than asked", order.number, "final_price 200 ≠ 220", "How does it end?"):
        assert words in page.text


def test_the_second_step_tells_what_happens_and_does_nothing_yet(
    shop: RunningShop, staff: Browser, order: Order
) -> None:
    page = choose(shop, staff, "accept")
    assert "JKOPay is asked once more." in page.text
    assert WHY in page.text
    assert shop.payment(order).status is PaymentStatus.PENDING
    back = staff.send(page.form("/end"), to=f"{address(shop)}/edit")
    assert back.form("/confirm").fields["note"] == WHY


def test_accepting_pays_the_order_and_offers_the_refund(shop: RunningShop, staff: Browser, order: Order) -> None:
    page = choose(shop, staff, "accept")
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    page = staff.send(page.form("/end"))
    assert page.address == f"/admin/payments/{order.number}-1/refunds/new"
    assert "NT$200 are accepted as paid." in page.text
    text = staff.order(order).text
    assert "merchant accepted the amount that JKOPay says was paid." in text
    assert f"merchant settled: Another amount than asked. {WHY}" in text


def test_without_jkopays_answer_nothing_is_accepted(shop: RunningShop, staff: Browser, order: Order) -> None:
    page = choose(shop, staff, "accept")
    shop.sandbox.faults("GET /platform/inquiry", "http_500")
    assert "JKOPay did not answer, so nothing was changed." in staff.send(page.form("/end")).text
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_closing_ends_it_once(shop: RunningShop, staff: Browser, order: Order) -> None:
    form = choose(shop, staff, "close").form("/end")
    assert "Closed as not paid." in staff.send(form).text
    assert shop.order(order.token).status is OrderStatus.CLOSED
    assert "This had been settled already." in staff.send(form).text
    assert "merchant closed it as not paid." in staff.order(order).text


def test_a_refund_that_is_another_lets_the_shop_go_on(shop: RunningShop, staff: Browser) -> None:
    payment = nameless(shop)
    page = staff.send(choose(shop, staff, "not_ours").form("/end"))
    assert "The shop goes on with the refund of NT$100." in page.text
    assert "merchant said that JKOPay's history has another refund there." in page.text
    shop.sweep()
    assert given_back(shop, payment) == [100]


@pytest.mark.parametrize(("ending", "note"), [("", WHY), ("ours", WHY), ("accept", " "), ("accept", "x" * 301)])
def test_a_choice_that_is_none_or_without_a_reason_is_asked_again(
    shop: RunningShop, staff: Browser, order: Order, ending: str, note: str
) -> None:
    page = choose(shop, staff, ending, note)
    assert page.status == 422
    assert page.form("/confirm").fields["note"] == note.strip()
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_a_note_sent_past_the_page_leads_to_the_decision(shop: RunningShop, staff: Browser, order: Order) -> None:
    form = staff.get(address(shop)).form("/confirm")
    page = staff.send(form, to=f"/admin/attention/{only_matter(shop).attention.id}/settle", note="fine")
    assert page.address == address(shop)
    with shop.db.read() as session:
        assert session.query(Attention).one().settled_at is None


def test_a_decision_needs_a_signed_in_browser_and_its_token(
    shop: RunningShop, staff: Browser, stranger: Browser, order: Order
) -> None:
    form = choose(shop, staff, "close").form("/end")
    assert stranger.send(form, follow=False).status == 400
    assert staff.send(form, csrf_token="forged").status == 400
    assert stranger.get(address(shop)).address == "/admin/sign-in"
    assert staff.get("/admin/attention/999/end").status == 404
    assert shop.payment(order).status is PaymentStatus.PENDING
