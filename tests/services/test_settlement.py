"""Paid only by the answer to our own inquiry; late money is still money; what does not add up waits for a person."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event, select

from app.db import utc_now
from app.models import Attention, AttentionReason, Order, OrderStatus, Payment, PaymentStatus
from app.services.inquiries import sweep_payments
from tests.dying import Killed, dying_wallet
from tests.running import NOTEBOOKS, RunningShop

INQUIRY = "GET /platform/inquiry"
AFTER_CLOSING = timedelta(minutes=62)


def answer_inquiry(shop: RunningShop, payment: Payment, **row: Any) -> None:
    row = {"platform_order_id": payment.number, **row}
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]})


def paid_row(payment: Payment, **changes: Any) -> dict[str, Any]:
    return {
        "status": 0,
        "currency": payment.currency,
        "final_price": str(payment.amount),
        "redeem_amount": "0",
        "debit_amount": str(payment.amount),
        **changes,
    }


def reasons(shop: RunningShop, order: Order) -> set[AttentionReason]:
    with shop.db.read() as session:
        return set(session.scalars(select(Attention.reason).where(Attention.order_id == order.id)))


def expire(shop: RunningShop, order: Order) -> None:
    shop.age(shop.payment(order), AFTER_CLOSING)
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.CLOSED


def test_a_payment_whose_callbacks_are_all_lost_is_paid_by_the_sweep(shop: RunningShop) -> None:
    shop.sandbox.faults("callback result_url", "drop", times=100)
    order = shop.buy()
    shop.sandbox.pay(shop.payment(order).number)
    assert shop.order(order.token).status is OrderStatus.OPEN
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID
    assert (shop.product("kraft-notebook").reserved, shop.product("kraft-notebook").on_hand) == (0, NOTEBOOKS - 1)


def test_settling_costs_two_commits_and_one_call(shop: RunningShop) -> None:
    order = shop.buy()
    shop.sandbox.faults("callback result_url", "drop", times=100)
    shop.sandbox.pay(shop.payment(order).number)
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(order).id).next_inquiry_at = order.created_at
    commits: list[object] = []
    event.listen(shop.db.engine, "commit", commits.append)
    sweep_payments(shop.db, shop.wallet)
    assert len(commits) == 2
    assert shop.order(order.token).status is OrderStatus.PAID
    assert len(shop.calls.payloads(INQUIRY)) == 1


@pytest.mark.parametrize(
    ("user", "channel", "last_four"),
    [
        ("balance", "account", None),
        ("bank", "bank", None),
        ("creditcard", "creditcard", "4 digits"),
        ("coins", None, None),
    ],
)
def test_what_paid_is_kept_and_a_card_only_by_its_last_four(
    shop: RunningShop, user: str, channel: str | None, last_four: str | None
) -> None:
    payment = shop.payment(shop.paid(user=user))
    assert channel is None or payment.channel_type == channel
    assert (payment.card_last_four is not None) == (last_four is not None)
    assert payment.answer is not None
    assert "*" not in payment.answer
    assert payment.redeem_amount is not None
    assert payment.debit_amount is not None
    assert payment.redeem_amount + payment.debit_amount == payment.amount
    assert (payment.coin_amount or 0) == (payment.redeem_amount if user == "coins" else 0)


def test_an_order_in_yen_is_debited_in_taiwan_dollars(shop: RunningShop) -> None:
    order = shop.paid("tenugui-jpy", user="bank")
    payment = shop.payment(order)
    assert payment.currency == "JPY"
    assert payment.debit_amount is not None
    assert payment.debit_amount < payment.amount
    assert reasons(shop, order) == set()


@pytest.mark.parametrize(
    "changes",
    [{"final_price": "1"}, {"currency": "JPY"}, {"final_price": None}, {"currency": ""}],
    ids=["another amount", "another currency", "no amount", "no currency"],
)
def test_a_paid_answer_that_is_not_the_order_s_waits_for_a_person(shop: RunningShop, changes: dict[str, Any]) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    answer_inquiry(shop, payment, **paid_row(payment, **changes))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert reasons(shop, order) == {AttentionReason.AMOUNT_DIFFERS}


def test_a_status_that_is_text_or_true_is_not_paid(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    for status in ("0", False):
        answer_inquiry(shop, payment, **paid_row(payment, status=status))
        shop.sweep()
        assert shop.payment(order).status is PaymentStatus.PENDING
    assert reasons(shop, order) == {AttentionReason.STATUS_UNKNOWN}


def test_an_undocumented_status_waits_for_a_person_and_is_asked_again(shop: RunningShop) -> None:
    order = shop.buy()
    answer_inquiry(shop, shop.payment(order), status=7)
    shop.sweep()
    assert reasons(shop, order) == {AttentionReason.STATUS_UNKNOWN}
    assert shop.payment(order).next_inquiry_at is not None


def test_a_row_about_another_order_pays_nothing(shop: RunningShop) -> None:
    first, second = shop.buy(), shop.buy()
    row = paid_row(shop.payment(first), platform_order_id="somebody-else")
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [row]})
    shop.sweep()
    assert {shop.payment(first).status, shop.payment(second).status} == {PaymentStatus.PENDING}


def test_a_batch_is_matched_by_id_and_not_by_position(shop: RunningShop) -> None:
    orders = [shop.buy(), shop.buy("gaiwan"), shop.buy("canvas-tote")]
    payments = [shop.payment(order) for order in orders]
    rows = [
        {"platform_order_id": payments[2].number, **paid_row(payments[2])},
        {"platform_order_id": payments[0].number, "status": 101},
    ]
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": rows})
    shop.sweep()
    statuses = [shop.payment(order).status for order in orders]
    assert statuses == [PaymentStatus.PENDING, PaymentStatus.PENDING, PaymentStatus.PAID]


def test_an_untrusted_link_is_never_shown(shop: RunningShop) -> None:
    shop.sandbox.next_answer(
        "POST /platform/entry",
        "000",
        result_object={"payment_url": "https://jkopay.com.evil.example/pay", "qr_img": None, "qr_timeout": 600},
    )
    order = shop.buy()
    payment = shop.payment(order)
    assert (payment.status, payment.payment_url) == (PaymentStatus.NEW, None)
    assert reasons(shop, order) == {AttentionReason.LINK_UNTRUSTED}


@pytest.mark.parametrize("sends", [False, True], ids=["before the inquiry is sent", "before its answer is stored"])
def test_killed_while_asking_the_next_sweep_after_the_lease_asks_again(shop: RunningShop, sends: bool) -> None:
    order = shop.buy()
    shop.sandbox.faults("callback result_url", "drop", times=100)
    shop.sandbox.pay(shop.payment(order).number)
    with shop.db.write() as session:
        session.get_one(Payment, shop.payment(order).id).next_inquiry_at = order.created_at
    with pytest.raises(Killed):
        sweep_payments(shop.db, dying_wallet(shop, sends=sends))
    assert sweep_payments(shop.db, shop.wallet) == 0, "the lease of the dead holds"
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID


def test_twenty_one_due_payments_are_two_calls(shop: RunningShop) -> None:
    for _ in range(21):
        shop.buy()
    with time_machine.travel(utc_now(), tick=False):
        shop.sweep()
        sweep_payments(shop.db, shop.wallet)
    sizes = [payload.count(b",") + 1 for payload in shop.calls.payloads(INQUIRY)]
    assert sizes == [20, 1]


def test_wrong_keys_are_one_item_for_the_staff_and_change_no_payment(shop: RunningShop) -> None:
    orders = [shop.buy(), shop.buy()]
    shop.sandbox.next_answer(INQUIRY, "201", message="Validation error", times=2)
    shop.sweep()
    shop.sweep()
    with shop.db.read() as session:
        found = session.scalars(select(Attention)).all()
    assert [(item.reason, item.order_id) for item in found] == [(AttentionReason.INTEGRATION_FAULT, None)]
    assert {shop.payment(order).status for order in orders} == {PaymentStatus.PENDING}


def test_an_unreadable_answer_about_many_is_asked_again_one_by_one(shop: RunningShop) -> None:
    orders = [shop.buy(), shop.buy("gaiwan")]
    shop.sandbox.faults("callback result_url", "drop", times=100)
    for order in orders:
        shop.sandbox.pay(shop.payment(order).number)
    shop.sandbox.faults(INQUIRY, "bad_json")
    shop.sweep()
    assert [shop.order(order.token).status for order in orders] == [OrderStatus.PAID, OrderStatus.PAID]
    assert len(shop.calls.payloads(INQUIRY)) == 3


def test_what_went_back_past_us_before_we_knew_of_the_payment_is_told(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    history = [{"refund_order_id": "made-by-hand", "refund_tradeNo": "K1", "amount": 50}]
    answer_inquiry(shop, payment, **paid_row(payment, refund_history=history))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PAID
    assert reasons(shop, order) == {AttentionReason.REFUND_FOREIGN}


@pytest.mark.parametrize(
    ("redeemed", "debited", "expected"),
    [("20", "200", set()), ("0", "200", {AttentionReason.SUMS_DIFFER}), ("20", "220", {AttentionReason.SUMS_DIFFER})],
)
def test_parts_that_do_not_add_up_are_told_and_the_payment_is_paid(
    shop: RunningShop, redeemed: str, debited: str, expected: set[AttentionReason]
) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    answer_inquiry(shop, payment, **paid_row(payment, redeem_amount=redeemed, debit_amount=debited))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PAID
    assert reasons(shop, order) == expected
