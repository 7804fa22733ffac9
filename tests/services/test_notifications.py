"""JKOPay's calls: confirm is a decision from our rows, a result only a reason to ask."""

import hmac
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.models import Notification, OrderStatus, Payment, PaymentStatus
from app.services.notifications import PaymentUnknown, answer_confirm, receive_result
from app.services.payments import retry_payment
from tests.running import NOTEBOOKS, RunningShop, run_at_once


def confirm(shop: RunningShop, payment: Payment, number: str | None = None) -> bool:
    body = json.dumps({"platform_order_id": number or payment.number}).encode()
    return answer_confirm(shop.db, shop.wallet, payment.callback_token or "", body, None)


def result(shop: RunningShop, payment: Payment, body: bytes = b"{}", digest: str | None = None) -> int:
    return receive_result(shop.db, shop.wallet, payment.callback_token or "", body, digest)


def notifications(shop: RunningShop) -> list[Notification]:
    with shop.db.read() as session:
        return list(session.scalars(select(Notification).order_by(Notification.id)))


def test_a_pending_payment_with_reserved_stock_may_go_on(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    assert confirm(shop, payment)
    assert confirm(shop, payment)
    assert [row.answer for row in notifications(shop)] == ["valid", "valid"]


def test_past_its_last_moment_a_payment_may_not_go_on(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    shop.age(payment, timedelta(minutes=61))
    assert not confirm(shop, payment)


def test_a_retry_of_a_confirmed_call_gets_the_same_yes_across_the_last_moment(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    shop.age(payment, timedelta(minutes=59, seconds=40))
    assert confirm(shop, payment)
    shop.age(payment, timedelta(seconds=30))
    assert confirm(shop, payment)
    shop.age(payment, timedelta(seconds=60))
    assert not confirm(shop, payment)


def test_an_older_payment_of_the_order_may_not_go_on(shop: RunningShop) -> None:
    order = shop.buy()
    old = shop.payment(order)
    shop.sandbox.control("POST", f"/orders/{old.number}/fail")
    shop.sweep()
    retry_payment(shop.db, shop.wallet, order.token)
    assert not confirm(shop, old)
    assert confirm(shop, shop.payment(order))


def test_a_paid_payment_may_not_be_paid_again(shop: RunningShop) -> None:
    assert not confirm(shop, shop.payment(shop.paid()))


def test_an_order_without_reserved_stock_may_not_be_paid(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.age(payment, timedelta(minutes=62))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.CLOSED
    shop.age(payment, timedelta(minutes=-62))
    assert not confirm(shop, payment)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"platform_order_id": 1}', b'{"platform_order_id": "x"}', b"\xff"]
)
def test_a_confirm_about_something_else_is_answered_no_and_stored(shop: RunningShop, body: bytes) -> None:
    payment = shop.payment(shop.buy())
    assert not answer_confirm(shop.db, shop.wallet, payment.callback_token or "", body, None)
    assert len(notifications(shop)) == 1


def test_a_made_up_address_is_nobody_s(shop: RunningShop) -> None:
    with pytest.raises(PaymentUnknown):
        answer_confirm(shop.db, shop.wallet, "made-up", b"{}", None)
    with pytest.raises(PaymentUnknown):
        receive_result(shop.db, shop.wallet, "made-up", b"{}", None)


def test_a_forged_result_pays_nothing_but_makes_us_ask_at_once(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    forged = {"transaction": {"platform_order_id": payment.number, "status": 0, "final_price": payment.amount}}
    assert result(shop, payment, json.dumps(forged).encode()) == payment.id
    now_due = shop.payment(order).next_inquiry_at
    assert now_due is not None
    assert now_due <= notifications(shop)[0].received_at
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PENDING


def test_a_result_sent_twenty_times_at_once_is_paid_once(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.sandbox.faults("callback result_url", "drop", times=100)
    shop.sandbox.pay(payment.number)
    run_at_once(20, lambda _: result(shop, payment))
    shop.sweep()
    run_at_once(20, lambda _: result(shop, payment))
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID
    assert shop.product("kraft-notebook").on_hand == NOTEBOOKS - 1
    assert len([row for row in notifications(shop) if row.kind == "result"]) == 40


def test_card_digits_in_a_result_are_not_kept(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    body = json.dumps({"transaction": {"platform_order_id": payment.number, "maskNo": "222222******3333"}})
    result(shop, payment, body.encode())
    assert "222222" not in notifications(shop)[0].body


def test_a_result_that_is_not_json_is_stored_as_it_came(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    result(shop, payment, b"<html>\x00\xff")
    assert notifications(shop)[0].body.startswith("<html>")


def test_whether_a_digest_verified_is_recorded_and_nothing_more(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    result(shop, payment)
    result(shop, payment, digest="0" * 64)
    result(
        shop, payment, b"{}", digest=hmac.new(shop.sandbox.store["secret_key"].encode(), b"{}", "sha256").hexdigest()
    )
    assert [row.digest_verified for row in notifications(shop)] == [None, False, True]
