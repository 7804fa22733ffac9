"""JKOPay calls a payment of an order paid with another amount: nothing more is asked for it until a person decided."""

from datetime import timedelta

import pytest
import time_machine

from app.db import utc_now
from app.models import AttentionReason, Order, OrderStatus, Payment, PaymentStatus
from app.services.charging_again import ChargeImpossible, charge_again
from app.services.endings import Ending
from app.services.inquiries import inquire, sweep_links, sweep_payments
from app.services.payment_endings import accept_amount, close_unpaid
from app.services.payments import renew_link, retry_payment
from tests.running import RunningShop
from tests.services.test_charge_corners import INQUIRY, reasons, refused_after_a_silence
from tests.services.test_charges import TRANSACTION, deducted
from tests.services.test_endings import decide, only_matter
from tests.services.test_notifications import confirm
from tests.services.test_settlement import answer_inquiry, expire, paid_row
from tests.services.test_subscriptions import DAY, orders_of
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
ENTRY = "POST /platform/entry"
SHORT = {"final_price": "1", "debit_amount": "1"}


def say_paid_with_one(shop: RunningShop, charge: Payment) -> None:
    """JKOPay's next answer about `charge`."""
    row = {"platform_order_id": charge.number, "status": 0, "currency": "TWD", "final_price": 1}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]})


def disputed_charge(shop: RunningShop, clock: time_machine.Traveller) -> Order:
    """An order whose charge was refused, and is paid with NT$1 in JKOPay's next answer about it."""
    order = refused_after_a_silence(shop, clock)
    say_paid_with_one(shop, shop.payment(order))
    let_pass(shop, clock, timedelta(hours=7))
    assert AttentionReason.AMOUNT_DIFFERS in reasons(shop)
    return order


def disputed_cycle(shop: RunningShop, clock: time_machine.Traveller) -> Order:
    """A subscription's order whose first charge is disputed, and whose second is planned for the next morning."""
    authorization = shop.subscribe("tea-every-month")
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    do_due(shop)
    shop.sandbox.next_answer(TRANSACTION, "121")
    let_pass(shop, clock, timedelta(minutes=30), steps=3)
    (order,) = orders_of(shop, authorization)
    first, second = shop.order(order.token).payments
    assert (first.status, second.status) == (PaymentStatus.REFUSED, PaymentStatus.NEW)
    say_paid_with_one(shop, first)
    let_pass(shop, clock, timedelta(hours=7))
    assert AttentionReason.AMOUNT_DIFFERS in reasons(shop)
    return order


def test_an_order_is_not_charged_again_before_a_person_decided(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    order = disputed_charge(shop, clock)
    with pytest.raises(ChargeImpossible):
        charge_again(shop.db, shop.wallet, order_number=order.number, actor="staff")
    assert len(shop.order(order.token).payments) == 1
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    clock.shift(timedelta(hours=17))
    charge_again(shop.db, shop.wallet, order_number=order.number, actor="staff")
    assert shop.payment(order).status is PaymentStatus.PAID


def test_a_page_from_before_makes_no_other_code(shop: RunningShop, clock: time_machine.Traveller) -> None:
    order = disputed_charge(shop, clock)
    retry_payment(shop.db, shop.wallet, order.token)
    assert len(shop.order(order.token).payments) == 1
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    retry_payment(shop.db, shop.wallet, order.token)
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_the_next_try_of_a_cycle_waits_for_the_decision_and_follows_it(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    order = disputed_cycle(shop, clock)
    let_pass(shop, clock, DAY, steps=4)
    assert deducted(shop) == []
    assert shop.payment(order).status is PaymentStatus.NEW
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    let_pass(shop, clock, DAY, steps=4)
    assert shop.order(order.token).status is OrderStatus.PAID


def test_the_next_try_of_a_cycle_is_not_made_when_the_amount_is_accepted(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    order = disputed_cycle(shop, clock)
    say_paid_with_one(shop, shop.order(order.token).payments[0])
    accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    let_pass(shop, clock, 2 * DAY, steps=8)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert [payment.status for payment in shop.order(order.token).payments] == [
        PaymentStatus.PAID,
        PaymentStatus.EXPIRED,
    ]
    assert deducted(shop) == []


def test_a_charge_that_nobody_answered_is_not_sent_again_and_holds_up_no_other(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    order = refused_after_a_silence(shop, clock)
    shop.sandbox.faults(TRANSACTION, "timeout_before", seconds=0.01)
    charge_again(shop.db, shop.wallet, order_number=order.number, actor="staff")
    first, second = shop.order(order.token).payments
    assert second.status is PaymentStatus.PENDING
    with shop.db.write() as session:
        session.get_one(Payment, first.id).next_inquiry_at = second.created_at
    # About the first, which is due first, and then nothing new about the second.
    say_paid_with_one(shop, first)
    sent = len(shop.calls.payloads(TRANSACTION))
    let_pass(shop, clock, timedelta(minutes=40), steps=8)
    assert AttentionReason.AMOUNT_DIFFERS in reasons(shop)
    assert len(shop.calls.payloads(TRANSACTION)) == sent
    assert shop.payment(order).status is PaymentStatus.EXPIRED
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    charge_again(shop.db, shop.wallet, order_number=order.number, actor="staff")
    assert shop.payment(order).status is PaymentStatus.PAID


def test_no_link_is_asked_for_and_none_is_renewed(shop: RunningShop) -> None:
    order = shop.buy()
    old = shop.payment(order)
    expire(shop, order)
    shop.sandbox.faults(ENTRY, "http_500")
    retry_payment(shop.db, shop.wallet, order.token)
    new, asked = shop.payment(order), len(shop.calls.payloads(ENTRY))
    answer_inquiry(shop, old, **paid_row(old, **SHORT))
    inquire(shop.db, shop.wallet, [old.id])
    with shop.db.write() as session:
        row = session.get_one(Payment, new.id)
        row.next_inquiry_at, row.lease_until = utc_now(), None
    renew_link(shop.db, shop.wallet, order.token)
    assert sweep_links(shop.db, shop.wallet) == 0
    assert sweep_payments(shop.db, shop.wallet) == 1
    assert len(shop.calls.payloads(ENTRY)) == asked
    assert shop.payment(order).status is PaymentStatus.NEW
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_a_code_made_before_is_confirmed_only_where_it_was_already(shop: RunningShop) -> None:
    for was_confirmed in (False, True):
        order = shop.buy()
        old = shop.payment(order)
        expire(shop, order)
        retry_payment(shop.db, shop.wallet, order.token)
        new = shop.payment(order)
        if was_confirmed:
            assert confirm(shop, new)
        answer_inquiry(shop, old, **paid_row(old, **SHORT))
        inquire(shop.db, shop.wallet, [old.id])
        assert confirm(shop, new) is was_confirmed
        close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
        assert confirm(shop, new)
