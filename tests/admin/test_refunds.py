"""Giving money back: two steps, one refund however often it is sent, and clear words for every no."""

from decimal import Decimal

import pytest
import requests

from app.models import Order, Refund, RefundStatus
from app.services.staff import create_staff
from tests.admin.browsing import Browser, Form
from tests.running import RunningShop, run_at_once

REFUND = "POST /platform/refund"


def refunds(shop: RunningShop, order: Order) -> list[Refund]:
    return shop.payment(order).refunds


def test_a_full_refund_goes_through_both_steps(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    first = staff.refund_form(order)
    assert first.form("/confirm").fields["amount"] == "1280"
    second = staff.send(first.form("/confirm"), reason="arrived broken")
    assert "Give NT$1,280 back?" in second.text
    assert "Left afterwards NT$0" in second.text
    assert shop.calls.payloads(REFUND) == []
    page = staff.send(second.form("/refunds"))
    assert page.address == f"/admin/orders/{order.number}"
    assert "NT$1,280 went back to the customer." in page.text
    assert "Everything went back." in page.text
    (refund,) = refunds(shop, order)
    assert (refund.status, refund.amount, refund.reason, refund.requested_by) == (
        RefundStatus.DONE,
        1280,
        "arrived broken",
        "merchant",
    )


def test_half_then_part_then_the_rest_until_nothing_is_left(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    assert staff.refund_form(order, "?share=half").form("/confirm").fields["amount"] == "640"
    for amount, left in (("640", "NT$640"), ("1", "NT$639")):
        assert f"Can still be given back: {left}" in staff.refund(order, amount).text
    assert staff.refund_form(order, "?share=half").form("/confirm").fields["amount"] == "319"
    assert "Everything went back." in staff.refund(order, "639").text
    assert [refund.amount for refund in refunds(shop, order)] == [640, 1, 639]
    page = staff.refund_form(order)
    assert page.address == f"/admin/orders/{order.number}"
    assert "There is nothing left to give back of this payment." in page.text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("", "Please give an amount."),
        ("0", "Please give an amount above zero"),
        ("-5", "digits only"),
        ("1e2", "digits only"),
        ("１００", "digits only"),
        ("1_0", "digits only"),
        ("12,80", "digits only"),
        ("10.5", "without more decimals than TWD has"),
        ("1281", "At most NT$1,280 can still be given back."),
        ("9" * 15, "At most NT$1,280 can still be given back."),
        ("9" * 16, "digits only"),
    ],
)
def test_an_amount_that_cannot_be_is_said_beside_the_field(
    shop: RunningShop, staff: Browser, amount: str, words: str
) -> None:
    order = shop.paid("gaiwan")
    page = staff.propose(order, amount, "arrived broken")
    assert page.status == 422
    assert words in page.text
    assert 'aria-describedby="amount-error' in page.html
    fields = page.form("/confirm").fields
    assert (fields["amount"], fields["reason"]) == (amount, "arrived broken")
    assert shop.calls.payloads(REFUND) == []


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 201])
def test_a_reason_is_required_and_short(shop: RunningShop, staff: Browser, reason: str) -> None:
    page = staff.propose(shop.paid(), "100", reason)
    assert page.status == 422
    assert 'aria-describedby="reason-error' in page.html
    assert page.form("/confirm").fields["amount"] == "100"


def test_two_mistakes_are_told_at_once(shop: RunningShop, staff: Browser) -> None:
    page = staff.propose(shop.paid("gaiwan"), "9999", "")
    assert "At most NT$1,280" in page.text
    assert "Please say why" in page.text


def test_thousands_may_be_written_with_commas(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    staff.refund(order, "1,280")
    assert [refund.amount for refund in refunds(shop, order)] == [1280]


def test_going_back_from_the_second_step_loses_nothing(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    second = staff.propose(order, "700", "line one\r\nline two")
    form = second.form("/refunds")
    back = staff.send(form, to=f"/admin/payments/{order.number}-1/refunds/edit")
    fields = back.form("/confirm").fields
    assert (back.status, fields["amount"], fields["reason"]) == (200, "700", "line one\nline two")
    assert fields["refund_number"] == form.fields["refund_number"]


def test_the_same_form_sent_again_is_one_refund_and_one_call(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    form = staff.propose(order, "500").form("/refunds")
    for _ in range(3):
        assert "NT$500 went back to the customer." in staff.send(form).text
    assert [refund.amount for refund in refunds(shop, order)] == [500]
    assert len(shop.calls.payloads(REFUND)) == 1


def test_clicked_ten_times_at_once_it_is_one_refund_and_one_call(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    form = staff.propose(order, "500").form("/refunds")
    cookie = staff.client.get_cookie("session")
    assert cookie is not None

    def click(_index: int) -> int:
        url, cookies = f"{shop.url}{form.action}", {"session": cookie.value}
        return requests.post(url, data=form.fields, cookies=cookies, timeout=30, allow_redirects=False).status_code

    assert run_at_once(10, click) == [303] * 10
    assert [refund.amount for refund in refunds(shop, order)] == [500]
    assert len(shop.calls.payloads(REFUND)) == 1


def test_a_sent_form_with_another_amount_gives_nothing_more_and_says_so(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    form = staff.propose(order, "500").form("/refunds")
    staff.send(form)
    page = staff.send(form, amount="600")
    assert page.status == 422
    assert "This form was sent before, for another amount: NT$780 are left now. Look again." in page.text
    assert [refund.amount for refund in refunds(shop, order)] == [500]


def test_a_sent_form_walked_through_again_asks_to_look_again_and_can_then_refund_more(
    shop: RunningShop, staff: Browser
) -> None:
    order = shop.paid("gaiwan")
    first = staff.refund_form(order).form("/confirm")
    staff.send(staff.send(first, amount="500", reason="one").form("/refunds"))
    again = staff.send(first, amount="500", reason="two")
    assert again.status == 422
    assert "Something changed since you opened this form: NT$780 are left now." in again.text
    staff.send(staff.send(again.form("/confirm")).form("/refunds"))
    assert [(refund.amount, refund.reason) for refund in refunds(shop, order)] == [(500, "one"), (500, "two")]


def test_of_two_staff_at_the_same_order_the_second_has_to_look_again(shop: RunningShop, staff: Browser) -> None:
    create_staff(shop.db, "colleague", "another long password")
    colleague = Browser(shop.app)
    colleague.sign_in("colleague", "another long password")
    order = shop.paid("gaiwan")
    mine, theirs = staff.propose(order, "800"), colleague.propose(order, "800")
    staff.send(mine.form("/refunds"))
    page = colleague.send(theirs.form("/refunds"))
    assert page.status == 422
    assert "NT$480 are left now" in page.text
    assert page.form("/confirm").fields["amount"] == "800"
    assert [refund.requested_by for refund in refunds(shop, order)] == ["merchant"]


def test_an_order_paid_with_a_coupon_goes_back_whole_or_not_at_all(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan", user="official_coupon")
    form = staff.refund_form(order, "?share=half")
    assert "JKOPay only takes it back whole" in form.text
    assert form.form("/confirm").fields["amount"] == "1280"
    page = staff.propose(order, "640")
    assert page.status == 422
    assert "only the whole NT$1,280 can be given back" in page.text
    assert "NT$1,280 went back to the customer." in staff.refund(order, "1280").text


def test_a_silent_refund_is_unknown_counts_as_given_and_is_not_offered_again(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    shop.sandbox.faults(REFUND, "http_500", times=1)
    page = staff.refund(order, "800")
    assert "whether NT$800 went back is unknown. We keep asking; do not refund it again." in page.text
    assert "Unknown, still asking" in page.text
    assert "Can still be given back: NT$480" in page.text
    assert "NT$800 under way count as given back." in page.text
    assert "At most NT$480" in staff.propose(order, "800").text
    shop.sweep()
    page = staff.order(order)
    assert "Unknown, still asking" not in page.text
    assert "JKOPay gave NT$800 back." in page.text
    assert len(refunds(shop, order)) == 1


def test_the_form_of_a_silent_refund_sent_again_is_no_second_refund(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    form = staff.propose(order, "800").form("/refunds")
    shop.sandbox.faults(REFUND, "http_500", times=1)
    staff.send(form)
    assert "is unknown" in staff.send(form).text
    assert len(shop.calls.payloads(REFUND)) == 1


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        ("102", "Order has excessed 180 days cannot be refunded", "More than 180 days have passed"),
        ("113", "Refund reject due to refund amount exceeds total unreimbursed amount.", "Try again after more sales"),
        ("922", "餘額凍結中", "for the reason that its message gives"),
    ],
)
def test_a_refusal_of_jkopay_is_told_in_plain_words_and_frees_the_amount(
    shop: RunningShop, staff: Browser, code: str, message: str, words: str
) -> None:
    order = shop.paid("gaiwan")
    shop.sandbox.next_answer(REFUND, code, message=message)
    page = staff.refund(order, "800")
    assert "JKOPay refused to give NT$800 back." in page.text
    assert page.text.count(words) == 2
    assert f"{code} {message}" in page.text
    assert "Can still be given back: NT$1,280" in page.text
    assert "NT$1,280 went back to the customer." in staff.refund(order, "1280").text


def test_the_hidden_fields_are_not_to_be_played_with(shop: RunningShop, staff: Browser) -> None:
    order, other = shop.paid("gaiwan"), shop.paid("gaiwan")
    form = staff.propose(order, "500").form("/refunds")
    for name, value in (
        ("refund_number", f"{other.number}-1-R12345678"),
        ("refund_number", f"{order.number}-1-R1234,678"),
        ("refund_number", ""),
        ("seen_refundable", "-1"),
        ("seen_refundable", "many"),
    ):
        assert staff.send(Form(form.action, {**form.fields, name: value})).status == 400
    assert shop.calls.payloads(REFUND) == []


def test_an_unpaid_payment_has_nothing_to_give_back(shop: RunningShop, staff: Browser) -> None:
    order = shop.buy()
    page = staff.refund_form(order)
    assert page.address == f"/admin/orders/{order.number}"
    assert "There is nothing left to give back" in page.text


def test_a_payment_that_does_not_exist_is_404(staff: Browser) -> None:
    assert staff.get("/admin/payments/T000000-NOBODY-1/refunds/new").status == 404


def test_a_foreign_refund_is_in_the_orders_currency(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("tenugui-jpy")
    assert "¥500 went back to the customer." in staff.refund(order, "500").text
    (refund,) = refunds(shop, order)
    assert (refund.currency, Decimal(refund.amount)) == ("JPY", Decimal(500))
