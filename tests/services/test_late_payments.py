"""Orders that run out, payments that come late or twice, and trying again."""

from datetime import timedelta

import pytest

from app.models import AttentionReason, OrderStatus, PaymentStatus
from app.services.attention import list_reasons
from app.services.inquiries import inquire
from app.services.payments import renew_link, retry_payment
from app.services.stock import OutOfStock
from tests.running import NOTEBOOKS, RunningShop, run_at_once
from tests.services.test_settlement import AFTER_CLOSING, INQUIRY, answer_inquiry, expire, paid_row, reasons


def test_a_payment_in_progress_is_never_closed(shop: RunningShop) -> None:
    order = shop.buy()
    shop.age(shop.payment(order), AFTER_CLOSING)
    answer_inquiry(shop, shop.payment(order), status=1)
    shop.sweep()
    assert (shop.order(order.token).status, shop.payment(order).status) == (OrderStatus.OPEN, PaymentStatus.PENDING)


def test_an_order_that_runs_out_gives_its_stock_back_once(shop: RunningShop) -> None:
    order = shop.buy("kraft-notebook", 3)
    expire(shop, order)
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.EXPIRED
    assert shop.product("kraft-notebook").reserved == 0


def test_silence_after_the_last_moment_closes_nothing(shop: RunningShop) -> None:
    order = shop.buy()
    shop.age(shop.payment(order), AFTER_CLOSING)
    shop.sandbox.next_answer(INQUIRY, "999", message="Internal Error")
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.OPEN
    assert shop.product("kraft-notebook").reserved == 1


def test_a_late_payment_is_still_paid(shop: RunningShop) -> None:
    order = shop.buy()
    expire(shop, order)
    payment = shop.payment(order)
    answer_inquiry(shop, payment, **paid_row(payment))
    shop.sweep()
    assert (shop.order(order.token).status, shop.payment(order).status) == (OrderStatus.PAID, PaymentStatus.PAID)
    assert reasons(shop, order) == {AttentionReason.PAID_LATE}
    assert shop.payment(order).refundable == payment.amount
    assert shop.product("kraft-notebook").on_hand == NOTEBOOKS - 1


@pytest.mark.parametrize("answer", ["left out", "another amount", "silence"])
def test_an_answer_that_ends_nothing_is_not_the_last_one_however_late_it_comes(shop: RunningShop, answer: str) -> None:
    order = shop.buy()
    expire(shop, order)
    payment = shop.payment(order)
    shop.age(payment, timedelta(days=29))
    if answer == "left out":
        shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": []})
    elif answer == "another amount":
        answer_inquiry(shop, payment, **paid_row(payment, final_price="1"))
    else:
        shop.sandbox.faults(INQUIRY, "http_500")
    inquire(shop.db, shop.wallet, [payment.id])
    assert shop.payment(order).next_inquiry_at is not None
    answer_inquiry(shop, payment, **paid_row(payment))
    shop.sweep()
    assert (shop.order(order.token).status, shop.payment(order).status) == (OrderStatus.PAID, PaymentStatus.PAID)


def test_what_ended_unpaid_a_week_ago_is_asked_about_no_more(shop: RunningShop) -> None:
    order = shop.buy()
    expire(shop, order)
    shop.age(shop.payment(order), timedelta(days=29))
    shop.sweep()
    assert shop.payment(order).next_inquiry_at is None


def test_a_late_payment_of_what_is_sold_meanwhile_is_paid_and_short_of_stock(shop: RunningShop) -> None:
    order = shop.buy("gaiwan", shop.product("gaiwan").available)
    payment = shop.payment(order)
    expire(shop, order)
    shop.paid("gaiwan", 1)
    answer_inquiry(shop, payment, **paid_row(payment))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID
    assert reasons(shop, order) == {AttentionReason.PAID_LATE, AttentionReason.STOCK_SHORT}
    assert shop.product("gaiwan").available >= 0


def test_a_payment_that_failed_and_then_was_paid_is_paid_late(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.sandbox.control("POST", f"/orders/{payment.number}/fail")
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.FAILED
    answer_inquiry(shop, payment, **paid_row(payment))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PAID
    assert reasons(shop, order) == {AttentionReason.PAID_LATE}


def test_both_payments_of_an_order_paid_is_noticed_and_the_second_can_be_refunded(shop: RunningShop) -> None:
    order = shop.buy()
    old = shop.payment(order)
    shop.sandbox.control("POST", f"/orders/{old.number}/fail")
    shop.sweep()
    retry_payment(shop.db, shop.wallet, order.token)
    new = shop.payment(order)
    assert new.number != old.number
    shop.sandbox.pay(new.number)
    shop.sandbox.wait_for_results()
    shop.sweep()
    answer_inquiry(shop, old, **paid_row(old))
    shop.sweep()
    order = shop.order(order.token)
    assert [payment.status for payment in order.payments] == [PaymentStatus.PAID, PaymentStatus.PAID]
    assert reasons(shop, order) == {AttentionReason.PAID_TWICE}
    assert shop.product("kraft-notebook").on_hand == NOTEBOOKS - 1
    assert order.payments[0].refundable == old.amount


def test_the_order_of_a_failed_payment_is_closed_in_the_end_although_an_answer_leaves_it_out(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.sandbox.control("POST", f"/orders/{payment.number}/fail")
    shop.sweep()
    shop.age(payment, timedelta(days=8))
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": []})
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.OPEN
    assert list_reasons(shop.db, order.id) == {AttentionReason.STATUS_UNKNOWN}
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.CLOSED
    assert list_reasons(shop.db, order.id) == set()
    assert shop.product("kraft-notebook").reserved == 0


def test_what_nobody_knew_for_a_day_is_off_the_list_when_the_payment_expires(shop: RunningShop) -> None:
    order = shop.buy()
    shop.age(shop.payment(order), timedelta(days=2))
    shop.sandbox.next_answer(INQUIRY, "201", message="Validation error")
    shop.sweep()
    assert list_reasons(shop.db, order.id) == {AttentionReason.STATUS_UNKNOWN}
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.EXPIRED
    assert list_reasons(shop.db, order.id) == set()


def test_trying_again_after_a_failure_keeps_the_stock_and_makes_one_new_payment(shop: RunningShop) -> None:
    order = shop.buy()
    shop.sandbox.pay(shop.payment(order).number, "failing")
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.FAILED
    run_at_once(5, lambda _: retry_payment(shop.db, shop.wallet, order.token))
    order = shop.order(order.token)
    assert len(order.payments) == 2
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert shop.product("kraft-notebook").reserved == 1


def test_trying_again_after_closing_needs_stock(shop: RunningShop) -> None:
    order = shop.buy("gaiwan", shop.product("gaiwan").available)
    expire(shop, order)
    shop.buy("gaiwan", 1)
    with pytest.raises(OutOfStock):
        retry_payment(shop.db, shop.wallet, order.token)
    assert len(shop.order(order.token).payments) == 1


def test_a_dead_qr_is_renewed_with_the_same_bytes_and_a_living_one_is_not(shop: RunningShop) -> None:
    order = shop.buy()
    renew_link(shop.db, shop.wallet, order.token)
    assert len(shop.calls.payloads("POST /platform/entry")) == 1
    shop.age(shop.payment(order), timedelta(minutes=20))
    renew_link(shop.db, shop.wallet, order.token)
    bodies = shop.calls.payloads("POST /platform/entry")
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    expires_at = shop.payment(order).qr_expires_at
    assert expires_at is not None
    assert expires_at > order.created_at + timedelta(minutes=15)
