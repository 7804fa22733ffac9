"""Checkout: stock, one order per checkout, and every point at which the process may die."""

import pytest
from sqlalchemy import event, func, select

from app.models import Order, OrderStatus, PaymentStatus, Product
from app.services.checkout import CartInvalid, Contact, place_order
from app.services.stock import OutOfStock
from app.services.wallet import Wallet
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop, run_at_once

MING = Contact("王小明", "ming@example.com")


def check_out(shop: RunningShop, key: str, wallet: Wallet | None = None, cart: dict[str, int] | None = None) -> str:
    return place_order(
        shop.db,
        wallet or shop.wallet,
        cart=cart or {"kraft-notebook": 1},
        currency="TWD",
        contact=MING,
        locale="zh_Hant_TW",
        checkout_key=key,
    )


def leave_in_stock(shop: RunningShop, slug: str, count: int) -> None:
    with shop.db.write() as session:
        product = session.scalars(select(Product).where(Product.slug == slug)).one()
        product.on_hand = count


def count_orders(shop: RunningShop) -> int:
    with shop.db.read() as session:
        return session.scalar(select(func.count(Order.id))) or 0


def test_a_checkout_makes_an_open_order_with_a_link_to_pay(shop: RunningShop) -> None:
    order = shop.buy("kraft-notebook", 2)
    payment = shop.payment(order)
    assert (order.status, payment.status) == (OrderStatus.OPEN, PaymentStatus.PENDING)
    assert payment.payment_url
    assert payment.payment_url.startswith(shop.sandbox.url)
    assert payment.amount == order.total == 2 * shop.product("kraft-notebook").price


def test_a_checkout_sent_twice_is_one_order(shop: RunningShop) -> None:
    assert check_out(shop, "same") == check_out(shop, "same")
    assert count_orders(shop) == 1
    assert shop.product("kraft-notebook").reserved == 1


def test_a_checkout_sent_ten_times_at_once_is_one_order(shop: RunningShop) -> None:
    tokens = set(run_at_once(10, lambda _: check_out(shop, "same")))
    assert len(tokens) == 1
    assert count_orders(shop) == 1


def test_ten_people_at_once_never_buy_the_last_one_twice(shop: RunningShop) -> None:
    leave_in_stock(shop, "gaiwan", 1)
    results = run_at_once(10, lambda index: check_out(shop, f"key-{index}", cart={"gaiwan": 1}))
    assert sum(isinstance(result, OutOfStock) for result in results) == 9
    assert (shop.product("gaiwan").on_hand, shop.product("gaiwan").reserved) == (1, 1)


def test_an_order_that_lacks_one_line_reserves_nothing(shop: RunningShop) -> None:
    leave_in_stock(shop, "gaiwan", 0)
    with pytest.raises(OutOfStock) as caught:
        check_out(shop, "key", cart={"kraft-notebook": 1, "gaiwan": 1})
    assert caught.value.product_ids == (shop.product("gaiwan").id,)
    assert shop.product("kraft-notebook").reserved == 0
    assert count_orders(shop) == 0


@pytest.mark.parametrize("cart", [{"kraft-notebook": 0}, {"no-such-thing": 1}, {"tenugui-jpy": 1}])
def test_a_cart_of_nothing_or_of_another_currency_makes_no_order(shop: RunningShop, cart: dict[str, int]) -> None:
    with pytest.raises(CartInvalid):
        check_out(shop, "key", cart=cart)
    assert count_orders(shop) == 0


def test_a_checkout_costs_two_commits_and_one_call(shop: RunningShop) -> None:
    commits: list[object] = []
    event.listen(shop.db.engine, "commit", commits.append)
    check_out(shop, "key")
    assert len(commits) == 2
    assert len(shop.calls.payloads("POST /platform/entry")) == 1


def test_killed_before_the_entry_is_sent_the_sweep_sends_it(shop: RunningShop) -> None:
    with pytest.raises(Killed):
        check_out(shop, "key", dying_wallet(shop, sends=False))
    token = check_out(shop, "key")
    assert shop.payment(shop.order(token)).status is PaymentStatus.NEW
    shop.sweep()
    payment = shop.payment(shop.order(token))
    assert payment.status is PaymentStatus.PENDING
    shop.sandbox.pay(payment.number, "balance")


def test_killed_before_the_answer_is_stored_the_same_bytes_bring_the_same_link(shop: RunningShop) -> None:
    with pytest.raises(Killed):
        check_out(shop, "key", dying_wallet(shop, sends=True))
    shop.sweep()
    payment = shop.payment(shop.order(check_out(shop, "key")))
    assert payment.status is PaymentStatus.PENDING
    first, second = shop.calls.payloads("POST /platform/entry")
    assert first == second == payment.request_body


def test_an_answer_lost_on_the_way_leaves_the_payment_new_until_the_sweep_repeats_it(shop: RunningShop) -> None:
    shop.sandbox.faults("POST /platform/entry", "reset")
    order = shop.buy()
    payment = shop.payment(order)
    assert payment.status is PaymentStatus.NEW
    assert payment.silent_since is not None
    shop.sweep()
    payment = shop.payment(order)
    assert payment.status is PaymentStatus.PENDING
    assert payment.silent_since is None


def test_a_refused_entry_gives_the_stock_back_and_says_which_setting_to_check(shop: RunningShop) -> None:
    shop.sandbox.next_answer("POST /platform/entry", "201", message="Validation error")
    order = shop.buy()
    payment = shop.payment(order)
    assert (order.status, payment.status, payment.refusal_code) == (OrderStatus.CLOSED, PaymentStatus.REFUSED, "201")
    assert shop.product("kraft-notebook").reserved == 0


def test_a_refusal_after_a_silence_is_no_proof_until_the_inquiry_agrees(shop: RunningShop) -> None:
    shop.sandbox.next_answer("POST /platform/entry", "999", message="Internal Error")
    order = shop.buy()
    shop.sandbox.next_answer("POST /platform/entry", "200", message="Store not found")
    shop.sweep()
    assert len(shop.calls.payloads("GET /platform/inquiry")) == 1
    # The silent entry never reached JKOPay (102), so the refusal stands.
    assert shop.payment(order).status is PaymentStatus.REFUSED
    assert shop.order(order.token).status is OrderStatus.CLOSED
