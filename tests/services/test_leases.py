"""Who is taken first of those that are due."""

from app.db import utc_now
from app.models import Payment
from app.services.inquiries import inquire
from app.services.leases import Due, claim
from tests.running import RunningShop


def three_payments_due_at_once(shop: RunningShop) -> list[Payment]:
    """The oldest first; they were planned in the other direction."""
    payments = [shop.payment(shop.buy()) for _ in range(3)]
    now = utc_now()
    for payment in reversed(payments):
        with shop.db.write() as session:
            session.get_one(Payment, payment.id).next_inquiry_at = now
    return payments


def test_of_payments_due_at_the_same_moment_the_oldest_is_taken_first(shop: RunningShop) -> None:
    payments = three_payments_due_at_once(shop)
    due = Due(Payment, Payment.next_inquiry_at)
    assert [claim(shop.db, due) for _ in payments] == [[payment.id] for payment in payments]


def test_a_call_names_the_payments_in_the_order_they_were_made(shop: RunningShop) -> None:
    payments = three_payments_due_at_once(shop)
    inquire(shop.db, shop.wallet, [payment.id for payment in payments])
    [asked] = shop.calls.payloads("GET /platform/inquiry")
    assert asked.decode().endswith(",".join(payment.number for payment in payments))
