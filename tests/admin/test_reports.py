"""The daily report as a page and as a file."""

import csv
import io
from datetime import date

import pytest

from app.admin.report_file import guard_text
from app.models import Order, Payment
from app.services.daily_report import report_days
from app.services.numbers import TAIPEI
from tests.admin.browsing import Browser
from tests.running import RunningShop

HEAD = [
    "Day",
    "Currency",
    "Channel",
    "Payments",
    "Paid",
    "Of it coins and coupons",
    "Refunds",
    "Refunded",
    "Settlement before fees, TWD",
    "Without a told deduction",
]


@pytest.fixture
def order(shop: RunningShop, staff: Browser) -> Order:
    """Paid with 220, of which 100 went back."""
    order = shop.paid()
    staff.refund(order, "100")
    return order


def day_of(shop: RunningShop, order: Order) -> str:
    paid_at = shop.payment(order).paid_at
    assert paid_at is not None
    return f"{paid_at.astimezone(TAIPEI):%Y-%m-%d}"


def rows(staff: Browser, day: str) -> list[list[str]]:
    response = staff.client.get(f"/admin/reports/daily.csv?from={day}&to={day}")
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff")))
    assert head == HEAD
    return lines


def test_this_month_is_shown_without_being_asked_for(shop: RunningShop, staff: Browser, order: Order) -> None:
    page = staff.get("/admin/reports/daily")
    assert f"{day_of(shop, order)} TWD JKOPay balance 1 NT$220 NT$0 1 NT$100 NT$120" in page.text
    assert "Total TWD 1 NT$220 NT$0 1 NT$100 NT$120" in page.text
    assert "Settlement before fees: NT$120" in page.text


def test_the_file_has_the_same_figures_as_plain_numbers(shop: RunningShop, staff: Browser, order: Order) -> None:
    day = day_of(shop, order)
    figures = ["1", "220", "0", "1", "100", "120", "0"]
    assert rows(staff, day) == [[day, "TWD", "JKOPay balance", *figures], ["Total", "TWD", "", *figures]]


def test_every_figure_stands_under_its_own_name(shop: RunningShop, staff: Browser) -> None:
    order = shop.paid("gaiwan", user="coins")
    other = shop.paid("gaiwan", user="coins")
    staff.refund(order, "300")
    staff.refund(order, "40")
    staff.refund(order, "1")
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(other).id).debit_amount = None
    day = day_of(shop, order)
    (line,) = report_days(shop.db, date.fromisoformat(day), date.fromisoformat(day)).totals
    told = dict(zip(HEAD, rows(staff, day)[-1], strict=True))
    assert len({line.paid, line.redeemed, line.refunded, line.settlement}) == 4
    assert told == {
        "Day": "Total",
        "Currency": "TWD",
        "Channel": "",
        "Payments": "2",
        "Paid": str(line.paid),
        "Of it coins and coupons": str(line.redeemed),
        "Refunds": "3",
        "Refunded": "341",
        "Settlement before fees, TWD": str(line.settlement),
        "Without a told deduction": "1",
    }


def test_a_channel_that_looks_like_a_formula_stays_text(shop: RunningShop, staff: Browser, order: Order) -> None:
    with shop.db.write() as session:
        session.query(Payment).one().channel_type = '=HYPERLINK("http://evil.example")'
    assert rows(staff, day_of(shop, order))[0][2] == '\'=HYPERLINK("http://evil.example")'


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_whatever_begins_a_formula_is_guarded(begin: str) -> None:
    assert guard_text(f"{begin}1") == f"'{begin}1"


def test_text_that_begins_no_formula_is_left_alone() -> None:
    assert (guard_text("bank"), guard_text("a=1"), guard_text("")) == ("bank", "a=1", "")


@pytest.mark.parametrize(
    "query",
    [
        "from=yesterday&to=2026-10-01",
        "from=2026-10-02&to=2026-10-01",
        "from=2026-02-30&to=2026-03-01",
        "from=2020-01-01&to=2026-01-01",
        "from=&to=",
        "from=0001-01-01&to=0001-01-01",
    ],
)
def test_days_that_are_none_get_a_clear_error_in_the_language_of_the_page(staff: Browser, query: str) -> None:
    for path in ("daily", "daily.csv"):
        page = staff.get(f"/admin/reports/{path}?{query}")
        assert page.status == 422
        assert "Please give two days such as 2026-11-01" in page.text


def test_what_was_typed_is_kept_and_harmless(staff: Browser) -> None:
    page = staff.get('/admin/reports/daily?from="><script>alert(1)</script>&to=x')
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;alert(1)" in page.html


def test_days_without_money_say_so(staff: Browser) -> None:
    page = staff.get("/admin/reports/daily?from=2020-01-01&to=2020-01-31")
    assert "Nothing was paid or refunded in these days." in page.text


def test_only_staff_reads_the_report(stranger: Browser) -> None:
    for path in ("daily", "daily.csv"):
        assert stranger.get(f"/admin/reports/{path}").address == "/admin/sign-in"
