"""What threads at once must not break: stock, refunds, leases, results."""

from app.models import OrderStatus, Payment, Refund, RefundStatus
from app.services.checkout import Contact, place_order
from app.services.inquiries import sweep_payments
from app.services.notifications import receive_result
from app.services.refund_rules import RefundableChanged
from app.services.stock import OutOfStock
from tests.running import RunningShop, run_at_once


def test_a_whole_order_from_checkout_to_the_last_refund(shop: RunningShop) -> None:
    order = shop.paid("gaiwan", user="coins")
    payment = shop.payment(order)
    half = payment.amount // 2
    assert shop.refund(payment, half).status is RefundStatus.DONE
    payment = shop.payment(order)
    assert shop.refund(payment, payment.refundable).status is RefundStatus.DONE
    assert shop.payment(order).refundable == 0


def test_ten_buyers_at_once_of_the_last_one(shop: RunningShop) -> None:
    everything = shop.product("gaiwan").available

    def check_out(index: int) -> str:
        return place_order(
            shop.db,
            shop.wallet,
            cart={"gaiwan": everything},
            currency="TWD",
            contact=Contact("王小明", "ming@example.com"),
            locale="en",
            checkout_key=f"key-{index}",
        )

    results = run_at_once(10, check_out)
    assert sum(isinstance(result, OutOfStock) for result in results) == 9
    assert shop.product("gaiwan").available == 0


def test_eight_staff_at_once_refund_once(shop: RunningShop) -> None:
    payment = shop.payment(shop.paid("gaiwan"))
    results = run_at_once(8, lambda _: shop.refund(payment, payment.amount))
    assert sum(isinstance(result, Refund) for result in results) == 1
    assert sum(isinstance(result, RefundableChanged) for result in results) == 7


def test_four_sweepers_at_once_ask_about_each_payment_once(shop: RunningShop) -> None:
    orders = [shop.buy() for _ in range(30)]
    with shop.db.write() as session:
        for order in orders:
            session.get_one(Payment, shop.payment(order).id).next_inquiry_at = order.created_at
    claimed = run_at_once(4, lambda _: sweep_payments(shop.db, shop.wallet))
    asked = b",".join(shop.calls.payloads("GET /platform/inquiry")).replace(b"platform_order_ids=", b"").split(b",")
    assert sum(count for count in claimed if isinstance(count, int)) == len(asked) == len(set(asked)) == 30


def test_results_and_sweeps_at_once_pay_once(shop: RunningShop) -> None:
    order = shop.buy()
    payment = shop.payment(order)
    shop.sandbox.pay(payment.number)
    stock = shop.product("kraft-notebook").on_hand

    def hint_or_sweep(index: int) -> object:
        if index % 2:
            return receive_result(shop.db, shop.wallet, payment.callback_token or "", b"{}", None)
        return sweep_payments(shop.db, shop.wallet)

    results = run_at_once(12, hint_or_sweep)
    assert not [result for result in results if isinstance(result, Exception)]
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.PAID
    assert shop.product("kraft-notebook").on_hand == stock - 1
