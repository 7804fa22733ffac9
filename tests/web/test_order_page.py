"""The order's page in each of its states, believed only from our own rows."""

import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from app.models import Order, OrderStatus, Product
from app.services.refunds import request_refund
from tests.running import RunningShop
from tests.web.shopper import Shopper

ENTRY, INQUIRY = "POST /platform/entry", "GET /platform/inquiry"
QR_LIFE, VALID, AFTER_CLOSING = timedelta(minutes=21), timedelta(minutes=60, seconds=30), timedelta(minutes=62)


def bought(shopper: Shopper, slug: str = "kraft-notebook") -> tuple[Order, str]:
    """An order just made, and its path."""
    token = shopper.buy(slug)
    return shopper.shop.order(token), f"/orders/{token}"


def test_a_waiting_order_shows_amount_number_lines_seconds_and_the_way_into_the_wallet(shopper: Shopper) -> None:
    order, path = bought(shopper)
    payment = shopper.shop.payment(order)
    shopper.open(path)
    assert shopper.state() == "waiting"
    for words in ("NT$220", order.number, "Hand-sewn kraft notebook", "Waiting for your payment"):
        assert shopper.says(words)
    assert f'href="{payment.payment_url}" rel="noreferrer"' in shopper.page.replace("&amp;", "&")
    seconds = shopper.open(f"{path}/status").json()["remaining_seconds"]
    assert 1100 <= seconds <= 1200


def test_the_status_for_programs_has_these_four_fields(shopper: Shopper) -> None:
    order, path = bought(shopper)
    answer = shopper.open(f"{path}/status")
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.json()
    assert (found.pop("status"), found.pop("payment_status")) == ("open", "pending")
    assert found.pop("updated_at") == shopper.shop.order(order.token).updated_at.isoformat()
    assert list(found) == ["remaining_seconds"]


def test_a_dead_code_is_renewed_in_place_by_a_button(shop: RunningShop, shopper: Shopper) -> None:
    order, path = bought(shopper)
    shop.age(shop.payment(order), QR_LIFE)
    shopper.open(path)
    assert shopper.state() == "faded"
    answer = shopper.send(f"{path}/renew")
    assert answer.url.endswith(path)
    assert shopper.state() == "waiting"
    assert len(shop.calls.payloads(ENTRY)) == 2
    assert len(set(shop.calls.payloads(ENTRY))) == 1


def test_a_living_code_is_not_asked_for_again(shop: RunningShop, shopper: Shopper) -> None:
    _, path = bought(shopper)
    shopper.send(f"{path}/renew")
    assert len(shop.calls.payloads(ENTRY)) == 1


def test_while_jkopay_is_being_asked_the_page_says_just_that(shop: RunningShop, shopper: Shopper) -> None:
    shop.sandbox.faults(ENTRY, "slow", times=1, seconds=5)
    buying = threading.Thread(target=shop.buy)
    buying.start()
    while buying.is_alive() and not shop.calls.payloads(ENTRY):
        time.sleep(0.02)
    with shop.db.read() as session:
        path = f"/orders/{session.scalars(select(Order.token)).one()}"
    shopper.open(path)
    assert shopper.state() == "preparing"
    buying.join()
    shopper.open(path)
    assert shopper.state() == "waiting"


def test_a_link_on_a_host_we_do_not_know_is_never_shown(shop: RunningShop, shopper: Shopper) -> None:
    strange = {"payment_url": "https://wallet.evil.example/pay", "qr_img": None, "qr_timeout": 600}
    shop.sandbox.next_answer(ENTRY, "000", result_object=strange)
    bought(shopper)
    assert shopper.state() == "silent"
    assert "evil.example" not in shopper.page


def test_a_silent_jkopay_is_said_honestly_and_asked_again_by_a_button(shop: RunningShop, shopper: Shopper) -> None:
    shop.sandbox.faults(ENTRY, "http_500", times=1)
    _, path = bought(shopper)
    assert shopper.state() == "silent"
    assert shopper.says("nothing can be charged twice")
    shopper.send(f"{path}/renew")
    assert shopper.state() == "waiting"


def test_a_silence_during_renewal_keeps_the_order_and_says_so(shop: RunningShop, shopper: Shopper) -> None:
    order, path = bought(shopper)
    shop.age(shop.payment(order), QR_LIFE)
    shop.sandbox.faults(ENTRY, "reset", times=1)
    shopper.open(path)
    shopper.send(f"{path}/renew")
    assert shopper.state() == "faded"
    assert shopper.says("We have not heard from JKOPay")


def test_a_refused_entry_is_explained_without_codes_and_can_be_tried_again(shop: RunningShop, shopper: Shopper) -> None:
    shop.sandbox.next_answer(ENTRY, "200", message="Using the currency unsupported by the Store")
    _, path = bought(shopper, "enamel-mug")
    assert shopper.state() == "refused"
    assert shopper.says("JKOPay does not take this currency for our shop yet.")
    # The order's number may have the digits.
    assert "200" not in shopper.page.split('data-state="refused"')[1].split("</section>")[0]
    shopper.send(f"{path}/retry")
    assert shopper.state() == "waiting"


def test_a_failed_payment_offers_another_try_with_a_new_payment(shop: RunningShop, shopper: Shopper) -> None:
    order, path = bought(shopper)
    first = shop.payment(order)
    shop.sandbox.control("POST", f"/orders/{first.number}/fail")
    shop.sweep()
    shopper.open(path)
    assert shopper.state() == "failed"
    shopper.send(f"{path}/retry")
    assert shopper.state() == "waiting"
    assert shop.payment(order).number != first.number


def test_after_its_last_moment_an_order_says_so_and_later_closes(shop: RunningShop, shopper: Shopper) -> None:
    order, path = bought(shopper)
    shop.age(shop.payment(order), VALID)
    shopper.open(path)
    assert shopper.state() == "ending"
    shop.age(shop.payment(order), AFTER_CLOSING)
    shop.sweep()
    shopper.open(path)
    assert shopper.state() == "closed"


def test_a_closed_order_whose_goods_are_gone_says_why_it_cannot_be_paid(shop: RunningShop, shopper: Shopper) -> None:
    order, path = bought(shopper)
    shop.age(shop.payment(order), AFTER_CLOSING)
    shop.sweep()
    with shop.db.write() as session:
        session.execute(update(Product).where(Product.slug == "kraft-notebook").values(on_hand=0))
    shopper.open(path)
    shopper.send(f"{path}/retry")
    assert shopper.state() == "closed"
    assert shopper.says("Part of this order has been sold in the meantime")


@pytest.mark.parametrize("query", ["", "?status=0", "?status=paid&result=000", "?platform_order_id=x"])
def test_the_return_page_believes_no_browser(shopper: Shopper, query: str) -> None:
    order, path = bought(shopper)
    shopper.open(f"{path}/return{query}")
    assert shopper.state() == "confirming"
    assert shopper.shop.order(order.token).status is OrderStatus.OPEN


def test_coming_back_after_paying_says_confirming_until_our_own_inquiry_says_paid(
    shop: RunningShop, shopper: Shopper
) -> None:
    order, path = bought(shopper)
    shop.sandbox.pay(shop.payment(order).number)
    shop.sandbox.wait_for_results()
    shopper.open(f"{path}/return")
    assert shopper.state() == "confirming"
    assert shop.calls.payloads(INQUIRY) == []
    answer = shopper.send(f"{path}/check?returned=True")
    assert answer.url.endswith("/return")
    shop.sweep()
    shopper.open(f"{path}/return")
    assert shopper.state() == "paid"


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ("balance", "JKOPay balance"),
        ("bank", "Bank account"),
        ("creditcard", "Credit card ending in 1234"),
        ("coins", "JKO coins used"),
        ("official_coupon", "Coupon used"),
    ],
)
def test_the_receipt_says_how_it_was_paid(shop: RunningShop, shopper: Shopper, user: str, words: str) -> None:
    order = shop.paid("gaiwan", user=user)
    shopper.open(f"/orders/{order.token}")
    assert shopper.state() == "paid"
    assert shopper.says("Paid, thank you")
    assert shopper.says(words)
    assert shopper.says(str(shop.payment(order).trade_no))
    assert "live.js" not in shopper.page


def test_the_receipt_lists_refunds_and_says_when_all_is_returned(shop: RunningShop, shopper: Shopper) -> None:
    order = shop.paid("gaiwan")
    for number, amount, left in (("R1", 500, 1280), ("R2", 780, 780)):
        request_refund(
            shop.db,
            shop.wallet,
            payment_number=shop.payment(order).number,
            refund_number=number,
            amount=Decimal(amount),
            seen_refundable=left,
            reason="x",
            staff="s",
        )
        shopper.open(f"/orders/{order.token}")
        assert shopper.says(f"NT${amount}")
        assert shopper.says("Returned")
    assert shopper.says("Refunded in full")


def test_money_that_came_after_the_goods_were_sold_is_acknowledged(shop: RunningShop, shopper: Shopper) -> None:
    order, path = bought(shopper)
    number = shop.payment(order).number
    unpaid = {"platform_order_id": number, "status": 101}
    # A result call in the middle of the sweep would have it ask twice.
    shop.sandbox.faults("callback result_url", "drop", times=100)
    shop.sandbox.pay(number)
    shop.sandbox.next_answer(INQUIRY, "000", result_object={"transactions": [unpaid]})
    shop.age(shop.payment(order), AFTER_CLOSING)
    shop.sweep()
    assert shop.order(order.token).status is OrderStatus.CLOSED
    with shop.db.write() as session:
        session.execute(update(Product).where(Product.slug == "kraft-notebook").values(on_hand=0))
    shop.sweep()
    shopper.open(path)
    assert shopper.state() == "paid"
    assert shopper.says("We received your money, but the goods were sold in the meantime.")


def test_the_list_of_orders_is_this_browsers_own(shop: RunningShop, shopper: Shopper) -> None:
    order, _ = bought(shopper)
    shopper.open("/orders")
    assert shopper.says(order.number)
    stranger = Shopper(shop)
    stranger.open("/orders")
    assert not stranger.says(order.number)


@pytest.mark.parametrize("page", ["", "/return", "/status", "/events", "/card"])
def test_an_address_that_was_guessed_shows_nothing(shopper: Shopper, page: str) -> None:
    assert shopper.open(f"/orders/{'A' * 22}{page}").status_code == 404


def test_an_order_is_not_pressed_without_end(shopper: Shopper) -> None:
    _, path = bought(shopper)
    presses = [shopper.send(f"{path}/check").status_code for _ in range(12)]
    assert set(presses) == {200}
    assert shopper.send(f"{path}/check").status_code == 429
    assert shopper.says("One moment, please")
