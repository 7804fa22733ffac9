"""A refusal on a page of the admin leads to its entry in the payment error catalogue."""

from tests.admin.browsing import Browser
from tests.running import RunningShop

REFUND = "POST /platform/refund"


def test_a_refused_refund_leads_to_its_code_in_the_catalogue(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan")
    shop.sandbox.next_answer(REFUND, "978", message="Closed account")
    page = staff.refund(order, "800")
    assert '<a href="/payment-errors#100214">' in page.html
    assert "100214 Account closed · Try another payment method" in page.text
    assert 'id="100214"' in staff.get("/payment-errors").html


def test_a_refused_payment_leads_to_its_code_in_the_catalogue(shop: RunningShop, staff: Browser) -> None:
    shop.sandbox.next_answer("POST /platform/entry", "200", message="Store not found")
    page = staff.order(shop.buy("gaiwan"))
    assert '<a href="/payment-errors#100413">' in page.html
    assert "Check the store id in the settings." in page.text
