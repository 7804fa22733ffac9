"""When confirm_url says no though the payment looks fine, and when it says yes again."""

from datetime import timedelta

from app.models import OrderStatus, Payment, PaymentStatus
from app.services.inquiries import inquire
from app.services.notifications import answer_confirm
from tests.running import RunningShop
from tests.services.test_notifications import confirm
from tests.services.test_payment_corners import fail_and_retry
from tests.services.test_settlement import answer_inquiry, paid_row


def test_a_failed_payment_may_not_go_on_though_nobody_tried_again(shop: RunningShop) -> None:
    order = shop.buy()
    shop.sandbox.control("POST", f"/orders/{shop.payment(order).number}/fail")
    shop.sweep()
    assert not confirm(shop, shop.payment(order))


def test_a_retry_may_not_go_on_once_the_old_payment_paid_the_order(shop: RunningShop) -> None:
    order = shop.buy()
    old = fail_and_retry(shop, order.token)
    new = shop.payment(order)
    answer_inquiry(shop, old, **paid_row(old))
    inquire(shop.db, shop.wallet, [old.id])
    assert shop.order(order.token).status is OrderStatus.PAID
    assert not confirm(shop, new)


def test_a_pending_payment_that_is_no_longer_the_order_s_may_not_go_on(shop: RunningShop) -> None:
    order = shop.buy()
    old = fail_and_retry(shop, order.token)
    with shop.db.write() as session:
        session.get_one(Payment, old.id).status = PaymentStatus.PENDING
    assert not confirm(shop, old)


def test_a_payment_of_another_amount_than_its_order_may_not_go_on(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    with shop.db.write() as session:
        session.get_one(Payment, payment.id).amount += 1
    assert not confirm(shop, payment)


def test_each_attempt_to_pay_has_its_own_retries(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    assert confirm(shop, payment)
    shop.age(payment, timedelta(minutes=59, seconds=40))
    assert confirm(shop, payment), "a second attempt in the last seconds"
    shop.age(payment, timedelta(seconds=30))
    assert confirm(shop, payment), "and the retry of it"


def test_a_confirm_nested_beyond_reading_is_answered_no_and_stored(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    assert not answer_confirm(shop.db, shop.wallet, payment.callback_token or "", b"[" * 60_000, None)


def test_retries_do_not_lengthen_the_time_of_retries(shop: RunningShop) -> None:
    payment = shop.payment(shop.buy())
    shop.age(payment, timedelta(minutes=59, seconds=30))
    assert confirm(shop, payment)
    for _ in range(3):
        shop.age(payment, timedelta(seconds=10))
        assert confirm(shop, payment)
    shop.age(payment, timedelta(seconds=35))
    assert not confirm(shop, payment)
