"""Payments where two things happen at once, too late, twice, or half: each once lost money or an order in a review."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.db import utc_now
from app.jkopay import Inquiry, JkopayClient
from app.models import Attention, AttentionReason, OrderStatus, Payment, PaymentStatus
from app.services.attention import settle_attention
from app.services.inquiries import inquire, inquire_soon
from app.services.notifications import receive_result
from app.services.payments import check_payment, renew_link, retry_payment
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop
from tests.services.test_checkout import check_out
from tests.services.test_notifications import result
from tests.services.test_settlement import AFTER_CLOSING, INQUIRY, answer_inquiry, paid_row, reasons

ENTRY = "POST /platform/entry"


class HintedClient(JkopayClient):
    """JKOPay's result call arrives while our inquiry, asked a moment too early, is on its way back."""

    shop: RunningShop
    hinted: Payment

    def inquiry(self, ids: object) -> Inquiry:
        answer = super().inquiry(ids)  # type: ignore[arg-type]
        receive_result(self.shop.db, self.shop.wallet, self.hinted.callback_token or "", b"{}", None)
        return answer


def fail_and_retry(shop: RunningShop, token: str) -> Payment:
    old = shop.payment(shop.order(token))
    shop.sandbox.control("POST", f"/orders/{old.number}/fail")
    shop.sweep()
    retry_payment(shop.db, shop.wallet, token)
    return old


def test_a_forged_result_that_is_complete_to_the_last_field_pays_nothing(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    forged = {"transaction": {"platform_order_id": payment.number, **paid_row(payment), "tradeNo": "J1"}}
    result(shop, payment, json.dumps(forged).encode())
    assert shop.order(order.token).status is OrderStatus.OPEN
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PENDING


@pytest.mark.parametrize("status", [100, 101, 102])
def test_an_old_answer_stored_late_takes_no_payment_back(shop: RunningShop, status: int) -> None:
    order = shop.paid()
    payment = shop.payment(order)
    shop.age(payment, AFTER_CLOSING)
    answer_inquiry(shop, payment, status=status)
    inquire(shop.db, shop.wallet, [payment.id])
    assert (shop.order(order.token).status, shop.payment(order).status) == (OrderStatus.PAID, PaymentStatus.PAID)


def test_stock_is_held_a_minute_past_the_last_moment(shop: RunningShop) -> None:
    order = shop.buy()
    shop.age(shop.payment(order), timedelta(minutes=61))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.OPEN


def test_a_payment_left_out_of_the_answer_is_not_closed(shop: RunningShop) -> None:
    order = shop.buy()
    shop.age(shop.payment(order), AFTER_CLOSING)
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": []})
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.OPEN


def test_a_superseded_payment_does_not_close_the_order_of_its_retry(shop: RunningShop) -> None:
    order = shop.buy()
    old = fail_and_retry(shop, order.token)
    shop.age(old, AFTER_CLOSING)
    inquire(shop.db, shop.wallet, [old.id])
    assert shop.order(order.token).status is OrderStatus.OPEN


def test_a_hint_that_comes_during_an_inquiry_is_followed_at_once(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    client = shop.sandbox.client(HintedClient)
    client.shop, client.hinted = shop, payment
    with shop.db.write() as session:
        session.get_one(Payment, payment.id).next_inquiry_at = payment.created_at
    inquire_soon(shop.db, replace(shop.wallet, client=client), payment.id)
    with shop.db.read() as session:
        due = session.get_one(Payment, payment.id).next_inquiry_at
    assert due is not None
    assert due <= utc_now()


def test_a_hint_about_a_payment_nobody_asks_about_survives_a_silence(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "201", message="Validation error")
    order = shop.buy()
    payment = shop.payment(order)
    assert payment.next_inquiry_at is None
    result(shop, payment)
    shop.sandbox.next_answer(INQUIRY, "999", message="Internal Error")
    shop.sweep()
    assert shop.payment(order).next_inquiry_at is not None


def test_a_shop_that_was_off_for_eight_days_still_learns_what_was_paid(shop: RunningShop) -> None:
    order = shop.buy()
    shop.sandbox.faults("callback result_url", "drop", times=100)
    shop.sandbox.pay(shop.payment(order).number)
    shop.age(shop.payment(order), timedelta(days=8))
    shop.sandbox.next_answer(INQUIRY, "999", message="Internal Error")
    shop.sweep()
    assert reasons(shop, order) == {AttentionReason.STATUS_UNKNOWN}
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID


def test_another_amount_gives_the_stock_back_after_closing_and_keeps_asking(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.age(payment, AFTER_CLOSING)
    answer_inquiry(shop, payment, **paid_row(payment, final_price="1"))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.CLOSED
    assert shop.payment(order).next_inquiry_at is not None
    assert reasons(shop, order) == {AttentionReason.AMOUNT_DIFFERS}


def test_what_the_staff_settled_is_not_raised_again_by_the_same_answer(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    for _ in range(2):
        answer_inquiry(shop, payment, **paid_row(payment, final_price="1"))
        shop.sweep()
        with shop.db.read() as session:
            (attention,) = session.scalars(select(Attention))
        settle_attention(shop.db, attention.id, note="問過街口了", staff="merchant")


def test_a_row_with_an_amount_no_column_holds_pays_its_own_order_and_its_neighbour_s(shop: RunningShop) -> None:
    orders = [shop.buy(), shop.buy("gaiwan")]
    first, second = (shop.payment(order) for order in orders)
    rows = [
        {"platform_order_id": first.number, **paid_row(first, debit_amount="9" * 20)},
        {"platform_order_id": second.number, **paid_row(second)},
    ]
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": rows})
    shop.sweep()
    assert [shop.order(order.token).status for order in orders] == [OrderStatus.PAID, OrderStatus.PAID]
    assert shop.payment(orders[0]).debit_amount is None


def test_an_entry_that_is_paid_already_is_asked_about_and_not_refused(shop: RunningShop) -> None:
    shop.sandbox.next_answer(ENTRY, "101", message="Order is paid")
    order = shop.buy()
    payment = shop.payment(order)
    assert (payment.status, order.status) == (PaymentStatus.NEW, OrderStatus.OPEN)
    answer_inquiry(shop, payment, **paid_row(payment))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID


def test_killed_after_sending_the_entry_a_refusal_of_the_next_is_no_proof(shop: RunningShop) -> None:
    with pytest.raises(Killed):
        check_out(shop, "key", dying_wallet(shop, sends=True))
    shop.sandbox.next_answer(ENTRY, "200", message="Bad request")
    shop.sweep()
    order = shop.order(check_out(shop, "key"))
    assert (order.status, shop.payment(order).status) != (OrderStatus.CLOSED, PaymentStatus.REFUSED)
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_a_code_is_renewed_even_while_somebody_asks_about_the_payment(shop: RunningShop) -> None:
    order = shop.buy()
    shop.age(shop.payment(order), timedelta(minutes=20))
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(order).id).lease_until = utc_now() + timedelta(seconds=20)
    renew_link(shop.db, shop.wallet, order.token)
    assert len(shop.calls.payloads(ENTRY)) == 2


def test_an_untrusted_link_is_asked_for_less_and_less_often(shop: RunningShop) -> None:
    link = {"payment_url": "https://evil.example/pay", "qr_img": None, "qr_timeout": 600}
    shop.sandbox.next_answer(ENTRY, "000", result_object=link, times=5)
    order = shop.buy()
    for _ in range(4):
        shop.sweep()
    due = shop.payment(order).next_inquiry_at
    assert due is not None
    assert due - utc_now() > timedelta(seconds=15)


def test_an_order_that_was_paid_meanwhile_gets_no_more_links(shop: RunningShop) -> None:
    order = shop.buy()
    old = fail_and_retry(shop, order.token)
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(order).id).status = PaymentStatus.NEW
    answer_inquiry(shop, old, **paid_row(old))
    inquire(shop.db, shop.wallet, [old.id])
    links = len(shop.calls.payloads(ENTRY))
    shop.sweep()
    assert len(shop.calls.payloads(ENTRY)) == links


def test_the_shopper_s_invoice_carrier_is_not_kept(shop: RunningShop) -> None:
    order = shop.paid()
    answer = shop.payment(order).answer
    assert answer is not None
    assert json.loads(answer)["invoice_vehicle"] is None


def test_an_error_of_the_database_names_nobody(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    spoil = update(Payment).where(Payment.id == payment.id).values(amount=-1, callback_token="a-secret-address")
    with pytest.raises(IntegrityError) as caught, shop.db.write() as session:
        session.execute(spoil)
    assert "a-secret-address" not in str(caught.value)


def test_a_shopper_is_heard_although_the_clock_went_back(shop: RunningShop, clock: time_machine.Traveller) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    assert check_payment(shop.db, order.token) == payment.id
    inquire_soon(shop.db, shop.wallet, payment.id)
    clock.shift(-timedelta(hours=1))
    assert check_payment(shop.db, order.token) == payment.id
    inquire_soon(shop.db, shop.wallet, payment.id)
    assert len(shop.calls.payloads(INQUIRY)) == 2
