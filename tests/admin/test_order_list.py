"""The list of orders: its search, its tabs and its pages."""

import pytest
from sqlalchemy import update

from app.models import Attention, AttentionReason, Order, OrderStatus, Payment
from app.services.attention import raise_attention
from app.services.checkout import Contact, place_order
from app.services.orders import PAGE_SIZE
from tests.admin.browsing import Browser, Page
from tests.running import RunningShop


def buy_as(shop: RunningShop, name: str, email: str = "somebody@example.com") -> Order:
    token = place_order(
        shop.db,
        shop.wallet,
        cart={"kraft-notebook": 1},
        currency="TWD",
        contact=Contact(name, email),
        locale="en",
        checkout_key=name,
    )
    return shop.order(token)


def numbers(page: Page) -> list[str]:
    prefix = "/admin/orders/"
    return [link.removeprefix(prefix) for link in page.links if link.startswith(prefix)]


def test_the_newest_order_comes_first(shop: RunningShop, staff: Browser) -> None:
    orders = [shop.buy() for _ in range(3)]
    assert numbers(staff.get("/admin/")) == [order.number for order in reversed(orders)]


def test_a_row_says_what_a_merchant_looks_for(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan", 2)
    staff.refund(order, "640")
    text = staff.get("/admin/").text
    for words in (order.number, "王小明", "ming@example.com", "NT$2,560", "Paid", "Refunded NT$640"):
        assert words in text


def test_a_search_finds_by_number_name_e_mail_and_trade_number(shop: RunningShop, staff: Browser) -> None:
    ming, alice = shop.paid(), buy_as(shop, "Alice Chen", "Alice@Example.org")
    trade_number = shop.payment(ming).trade_no or ""
    assert trade_number
    for text, found in (
        (ming.number, [ming]),
        (ming.number[8:].lower(), [ming]),
        ("小明", [ming]),
        (trade_number, [ming]),
        (f"{alice.number}-1", [alice]),
        (" alice@example ", [alice]),
        ("example", [alice, ming]),
        ("nobody", []),
        ("x\x00y", []),
    ):
        page = staff.client.get("/admin/", query_string={"q": text})
        assert numbers(Page(page)) == [order.number for order in found], text


def test_each_tab_shows_its_orders_only(shop: RunningShop, staff: Browser) -> None:
    opened, paid, closed, refunding, marked = shop.buy(), shop.paid(), shop.buy(), shop.paid(), shop.paid()
    shop.sandbox.faults("POST /platform/refund", "http_500", times=1)
    staff.refund(refunding, "100")
    with shop.db.write() as session:
        session.execute(update(Order).where(Order.id == closed.id).values(status=OrderStatus.CLOSED))
        raise_attention(session, session.get_one(Payment, shop.payment(marked).id), AttentionReason.PAID_LATE)
    for tab, found in (
        ("open", [opened]),
        ("paid", [marked, refunding, paid]),
        ("closed", [closed]),
        ("refunding", [refunding]),
        ("attention", [marked, refunding]),
        ("", [marked, refunding, closed, paid, opened]),
        ("nonsense", [marked, refunding, closed, paid, opened]),
    ):
        page = staff.get(f"/admin/?status={tab}")
        assert numbers(page) == [order.number for order in found], tab


def test_an_order_that_waits_for_somebody_is_marked_in_the_list(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid()
    with shop.db.write() as session:
        raise_attention(session, session.get_one(Payment, shop.payment(order).id), AttentionReason.PAID_LATE)
    assert staff.get("/admin/?status=paid").html.count("badge-bad") == 1
    with shop.db.write() as session:
        session.execute(update(Attention).values(settled_at=order.created_at))
    assert "badge-bad" not in staff.get("/admin/?status=paid").html


def test_pages_hold_every_order_once_and_keep_search_and_tab(shop: RunningShop, staff: Browser) -> None:
    orders = [buy_as(shop, f"Shopper {index}") for index in range(PAGE_SIZE + 1)]
    buy_as(shop, "Somebody else")
    first = staff.get("/admin/?q=shopper&status=open")
    older = next(link for link in first.links if "page=2" in link)
    second = staff.get(older)
    assert numbers(first) + numbers(second) == [order.number for order in reversed(orders)]
    assert "26 orders · page 2 of 2" in second.text
    assert "/admin/?q=shopper&status=open" in second.links
    assert "/admin/?q=shopper&status=paid" in second.links


@pytest.mark.parametrize("page", ["0", "-1", "999", "two", "9" * 5000, "２"])
def test_a_page_that_does_not_exist_is_the_nearest_one(shop: RunningShop, staff: Browser, page: str) -> None:
    order = shop.buy()
    assert numbers(staff.get(f"/admin/?page={page}")) == [order.number]


def test_an_empty_list_says_why_and_leads_on(staff: Browser) -> None:
    assert "The first one appears here" in staff.get("/admin/").text
    page = staff.get("/admin/?q=nobody")
    assert 'No order matches "nobody" here.' in page.text
    assert "Show all orders" in page.text
    assert "No order is like this at the moment." in staff.get("/admin/?status=refunding").text


def test_what_a_shopper_or_an_address_wrote_is_never_markup(shop: RunningShop, staff: Browser) -> None:
    evil = '"><script>alert(1)</script>'
    order = buy_as(shop, evil)
    for page in (
        staff.get("/admin/"),
        Page(staff.client.get("/admin/", query_string={"q": evil})),
        Page(staff.client.get("/admin/", query_string={"status": evil})),
        staff.order(order),
    ):
        assert "<script>alert" not in page.html
    assert evil in staff.order(order).text
