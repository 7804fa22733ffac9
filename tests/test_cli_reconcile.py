"""`flask reconcile` and `flask reconcile --check`, as somebody at a terminal sees them."""

from datetime import timedelta

from click.testing import Result
from sqlalchemy import text

from app.db import utc_now
from app.models import Payment
from tests.running import RunningShop


def run(shop: RunningShop, *args: str) -> Result:
    return shop.app.test_cli_runner().invoke(args=["reconcile", *args])


def test_it_tells_what_changed_and_what_stays_open(shop: RunningShop) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    paid, waiting = shop.payment(shop.buy()), shop.payment(shop.buy("gaiwan"))
    shop.sandbox.pay(paid.number)
    result = run(shop)
    assert result.exit_code == 0
    assert "asked about 2: 1 changed, 1 still open" in result.output
    lines = [line.split() for line in result.output.splitlines()]
    assert ["payment", paid.number, "pending", "paid"] in lines
    assert ["payment", waiting.number, "pending", "pending"] in lines


def test_a_check_of_books_that_agree_calls_nobody_and_ends_well(shop: RunningShop) -> None:
    shop.paid()
    calls = len(shop.calls.payloads("GET /platform/inquiry"))
    result = run(shop, "--check")
    assert (result.exit_code, len(shop.calls.payloads("GET /platform/inquiry"))) == (0, calls)
    assert "paid TWD: NT$220" in result.output
    assert "0 differences" in result.output


def test_a_check_that_finds_differences_names_the_rows_and_ends_with_1(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid())
    with shop.db.write() as session:
        session.execute(text("UPDATE payments SET debit_amount = 7"))
    result = run(shop, "--check")
    assert result.exit_code == 1
    assert ["debit", payment.number, "7", "220"] in [line.split() for line in result.output.splitlines()]


def test_a_row_that_nobody_would_come_back_to_is_named_and_then_taken_up(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    with shop.db.write() as session:
        session.get_one(Payment, payment.id).lease_until = utc_now() + timedelta(days=4000)
    shop.sandbox.faults("callback result_url", "drop", times=100)
    shop.sandbox.pay(payment.number)
    result = run(shop, "--check")
    assert result.exit_code == 1
    assert ["forgotten", payment.number, "lease_until"] in [line.split()[:3] for line in result.output.splitlines()]
    assert "asked about 1: 1 changed" in run(shop).output
    assert run(shop, "--check").exit_code == 0
