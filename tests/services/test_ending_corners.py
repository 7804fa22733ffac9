"""What a person ends long after it began, or where JKOPay's answer leaves something out."""

from datetime import timedelta

import pytest
import time_machine

from app.models import AttentionReason, OrderStatus, PaymentStatus, RefundStatus
from app.services.attention import list_open_attention
from app.services.balances import check_books
from app.services.endings import AmountImpossible, Ending
from app.services.payment_endings import accept_amount, close_unpaid
from app.services.refund_endings import own_refund
from tests.running import RunningShop
from tests.services.test_endings import SHORT, decide, only_matter, underpaid
from tests.services.test_refund_corners import answer_history
from tests.services.test_refunds import API, only_refund, paid_payment
from tests.services.test_settlement import answer_inquiry, paid_row
from tests.services.travelling import let_pass

AUTHPAY_INQUIRY = "GET /platform/authpay/inquiry"


@pytest.mark.parametrize("missing", ["currency", "final_price"])
def test_what_jkopay_leaves_out_of_its_answer_is_the_word_of_a_person(shop: RunningShop, missing: str) -> None:
    order = underpaid(shop, **{missing: ""})
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **{missing: ""}))
    accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    payment = shop.payment(order)
    assert (payment.status, payment.amount, payment.currency) == (PaymentStatus.PAID, 220, "TWD")
    assert shop.order(order.token).status is OrderStatus.PAID
    assert check_books(shop.db).breaks == []


def test_an_amount_that_is_left_out_beside_another_currency_is_nobodys_word(shop: RunningShop) -> None:
    answer = {"currency": "JPY", "final_price": ""}
    order = underpaid(shop, **answer)
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **answer))
    with pytest.raises(AmountImpossible):
        accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_the_word_of_a_person_stands_only_for_what_is_left_out(shop: RunningShop) -> None:
    order = underpaid(shop, currency="")
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), currency=""))
    accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    with shop.db.write() as session:
        payment = session.merge(shop.payment(order))
        payment.answer = (payment.answer or "").replace('"final_price": "220"', '"final_price": "219"')
    (found,) = [row for row in check_books(shop.db).breaks if row.subject == shop.payment(order).number]
    assert (found.says, found.should) == ("220 TWD", "219 TWD")


def test_the_right_amount_is_believed_however_late_a_person_closed_it(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    order = underpaid(shop)
    clock.shift(timedelta(hours=2))
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.CLOSED
    clock.shift(timedelta(days=9))
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    assert shop.payment(order).status is PaymentStatus.FAILED
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order)))
    shop.sweep()
    assert (shop.payment(order).status, shop.order(order.token).status) == (PaymentStatus.PAID, OrderStatus.PAID)


def test_the_right_amount_of_a_charge_is_believed_however_late_a_person_closed_it(
    shop: RunningShop, clock: time_machine.Traveller
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults("POST /platform/authpay/transaction", "http_500")
    order = shop.tap(authorization)
    row = {"platform_order_id": shop.payment(order).number, "status": 0, "currency": "TWD"}
    shop.sandbox.next_answer(AUTHPAY_INQUIRY, "000", result_object={"transactions": [{**row, "final_price": 1}]})
    let_pass(shop, clock, timedelta(seconds=10))
    clock.shift(timedelta(days=9))
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    right = {**row, "final_price": shop.payment(order).amount}
    shop.sandbox.next_answer(AUTHPAY_INQUIRY, "000", result_object={"transactions": [right]})
    shop.sweep()
    assert (shop.payment(order).status, shop.order(order.token).status) == (PaymentStatus.PAID, OrderStatus.PAID)


def test_a_recognised_refund_without_any_name_is_not_called_foreign_at_once(shop: RunningShop) -> None:
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    shop.refund(payment, 100)
    answer_history(shop, payment, {"amount": 100}, times=2)
    shop.sweep()
    own_refund(shop.db, shop.wallet, decide(only_matter(shop), Ending.OURS))
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert AttentionReason.REFUND_FOREIGN not in [row.reason for row in list_open_attention(shop.db)]
