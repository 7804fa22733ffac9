"""One tap: an order charged under an authorization, and what holds when the answer does not come."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.models import (
    AttentionReason,
    Charge,
    Order,
    OrderStatus,
    Payment,
    PaymentStatus,
)
from app.services.attention import list_open_attention
from app.services.charging_again import ChargeImpossible, charge_again
from app.services.checkout import AuthorizationEnded, Contact, place_order
from app.services.dunning import DUNNING, Step
from app.services.payments import retry_payment
from tests.dying import Killed, dying_wallet
from tests.running import RunningShop, run_at_once
from tests.services.travelling import do_due, let_pass

pytestmark = pytest.mark.usefixtures("clock")
TRANSACTION = "POST /platform/authpay/transaction"


def deducted(shop: RunningShop) -> list[int]:
    """What JKOPay itself has taken, whatever the shop believes."""
    rows = [row for granted in shop.sandbox.authorizations() for row in granted["deductions"]]
    return [row["amount"] for row in rows if row["paid_at"]]


def test_one_tap_is_paid_by_its_own_answer_and_needs_no_second_call(shop: RunningShop) -> None:
    order = shop.tap(shop.bind())
    assert (order.status, shop.payment(order).status) == (OrderStatus.PAID, PaymentStatus.PAID)
    assert isinstance(shop.payment(order), Charge)
    assert deducted(shop) == [order.total]
    assert not shop.calls.payloads("GET /platform/authpay/inquiry")


def test_a_doubled_checkout_is_one_charge(shop: RunningShop) -> None:
    authorization = shop.bind()
    orders = run_at_once(6, lambda _: shop.tap(authorization).number)
    do_due(shop)
    assert len(set(map(str, orders))) == 1
    assert len(deducted(shop)) == 1


@pytest.mark.parametrize("fault", ["http_500", "http_302", "reset", "bad_json", "wrong_type", "huge"])
def test_a_silent_charge_is_unknown_and_ends_paid_exactly_once(
    shop: RunningShop, clock: time_machine.Traveller, fault: str
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, fault)
    order = shop.tap(authorization)
    assert shop.payment(order).status is PaymentStatus.PENDING
    let_pass(shop, clock, timedelta(minutes=2), steps=4)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert deducted(shop) == [order.total]
    bodies = shop.calls.payloads(TRANSACTION)
    assert len(set(bodies)) == 1


@pytest.mark.parametrize("sends", [False, True])
def test_a_process_killed_around_the_call_loses_nothing(
    shop: RunningShop, clock: time_machine.Traveller, *, sends: bool
) -> None:
    authorization = shop.bind()
    with pytest.raises(Killed):
        place_order(
            shop.db,
            dying_wallet(shop, sends=sends),
            cart={"kraft-notebook": 1},
            currency="TWD",
            contact=Contact("王小明", "ming@example.com"),
            locale="zh_Hant_TW",
            checkout_key="killed",
            one_tap=authorization.token,
        )
    order = shop.tap(authorization, key="killed")
    assert shop.payment(order).status is PaymentStatus.PENDING
    let_pass(shop, clock, timedelta(minutes=3), steps=6)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert deducted(shop) == [order.total]


def test_outside_the_window_a_charge_waits_for_the_morning(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    clock.shift(timedelta(hours=12))
    order = shop.tap(authorization)
    assert (shop.payment(order).status, order.status) == (PaymentStatus.NEW, OrderStatus.OPEN)
    let_pass(shop, clock, timedelta(hours=9), steps=9)
    assert not shop.calls.payloads(TRANSACTION)
    let_pass(shop, clock, timedelta(hours=2), steps=8)
    assert shop.order(order.token).status is OrderStatus.PAID


def test_an_authorization_cancelled_meanwhile_is_not_charged(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    clock.shift(timedelta(hours=12))
    order = shop.tap(authorization)
    shop.sandbox.cancel(authorization.auth_no or "")
    let_pass(shop, clock, timedelta(hours=26), steps=26)
    assert shop.order(order.token).status is OrderStatus.CLOSED
    assert deducted(shop) == []
    with pytest.raises(AuthorizationEnded):
        shop.tap(authorization, key="later")


def test_only_one_charge_of_an_authorization_is_in_flight(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "http_500")
    first, second = shop.tap(authorization, key="one"), shop.tap(authorization, key="two")
    assert (shop.payment(first).status, shop.payment(second).status) == (PaymentStatus.PENDING, PaymentStatus.NEW)
    let_pass(shop, clock, timedelta(minutes=2), steps=12)
    assert {shop.order(order.token).status for order in (first, second)} == {OrderStatus.PAID}
    assert len(deducted(shop)) == 2


def test_not_even_a_hand_at_the_database_puts_a_second_charge_in_flight(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "http_500")
    shop.tap(authorization, key="one")
    second = shop.tap(authorization, key="two")
    with pytest.raises(IntegrityError), shop.db.write() as session:
        session.execute(update(Payment).where(Payment.id == shop.payment(second).id).values(status="pending"))


def test_a_refusal_after_a_silence_is_no_proof(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "http_500")
    order = shop.tap(authorization)
    shop.sandbox.next_answer(TRANSACTION, "121")
    let_pass(shop, clock, timedelta(minutes=1), steps=6)
    assert shop.payment(order).status is PaymentStatus.PENDING
    let_pass(shop, clock, timedelta(minutes=15), steps=5)
    assert shop.payment(order).status is PaymentStatus.REFUSED
    assert shop.order(order.token).status is OrderStatus.CLOSED


def test_a_charge_that_was_taken_after_all_is_still_paid(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    shop.sandbox.faults(TRANSACTION, "reset")
    order = shop.tap(authorization)
    with shop.db.write() as session:
        session.execute(update(Payment).values(status=PaymentStatus.REFUSED, refusal_code="121"))
        session.execute(update(Order).values(status=OrderStatus.CLOSED))
    let_pass(shop, clock, timedelta(days=1), steps=8)
    assert shop.order(order.token).status is OrderStatus.PAID
    assert [row.reason for row in list_open_attention(shop.db)] == [AttentionReason.PAID_LATE]


def test_success_without_status_0_is_not_paid(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, "000", result_object={"platform_order_id": "x", "status": 0})
    order = shop.tap(authorization)
    assert shop.payment(order).status is PaymentStatus.PENDING
    do_due(shop)
    assert deducted(shop) == []


def test_another_amount_waits_for_a_person(shop: RunningShop, clock: time_machine.Traveller) -> None:
    authorization = shop.bind()
    row = {"platform_order_id": "", "status": 0, "currency": "TWD", "final_price": 1}
    shop.sandbox.faults(TRANSACTION, "http_500")
    order = shop.tap(authorization)
    row["platform_order_id"] = shop.payment(order).number
    inquiry = "GET /platform/authpay/inquiry"
    shop.sandbox.next_answer(inquiry, "000", result_object={"transactions": [row]}, times=None)
    let_pass(shop, clock, timedelta(minutes=5), steps=5)
    assert shop.order(order.token).status is OrderStatus.OPEN
    assert AttentionReason.AMOUNT_DIFFERS in [row.reason for row in list_open_attention(shop.db)]


@pytest.mark.parametrize("code", sorted(set(DUNNING) - {"306", "307"}))
def test_a_refused_one_tap_gives_the_goods_back_and_the_code_still_pays(shop: RunningShop, code: str) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, code)
    order = shop.tap(authorization)
    payment = shop.payment(order)
    assert (payment.status, payment.refusal_code, order.status) == (PaymentStatus.REFUSED, code, OrderStatus.CLOSED)
    reasons = {row.reason for row in list_open_attention(shop.db)}
    assert (AttentionReason.CHARGE_REFUSED in reasons) is (DUNNING[code] in (Step.MEND, Step.NEXT_CYCLE))
    retry_payment(shop.db, shop.wallet, order.token)
    assert shop.payment(order).payment_url


@pytest.mark.parametrize("code", ["306", "307"])
def test_too_early_and_one_at_a_time_are_tried_again_by_themselves(
    shop: RunningShop, clock: time_machine.Traveller, code: str
) -> None:
    authorization = shop.bind()
    shop.sandbox.next_answer(TRANSACTION, code)
    order = shop.tap(authorization)
    assert (shop.payment(order).status, order.status) == (PaymentStatus.NEW, OrderStatus.OPEN)
    let_pass(shop, clock, timedelta(minutes=40), steps=4)
    assert shop.order(order.token).status is OrderStatus.PAID


def test_a_shopper_who_filled_the_wallet_taps_again(shop: RunningShop) -> None:
    authorization = shop.bind()
    shop.sandbox.change_user(authorization.auth_no or "", "short")
    order = shop.tap(authorization)
    assert shop.payment(order).refusal_code == "121"
    shop.sandbox.change_user(authorization.auth_no or "", "balance")
    charge_again(shop.db, shop.wallet, order_number=order.number, actor="shopper")
    assert shop.order(order.token).status is OrderStatus.PAID
    with pytest.raises(ChargeImpossible):
        charge_again(shop.db, shop.wallet, order_number=order.number, actor="shopper")
    assert deducted(shop) == [order.total]
