"""What only a person can end: each ending believes JKOPay's answer alone, and happens once."""

from datetime import timedelta

import pytest
import time_machine

from app.models import AttentionReason, Order, OrderStatus, Payment, PaymentStatus, Refund, RefundStatus
from app.services.attention import list_open_attention
from app.services.balances import check_books
from app.services.endings import (
    AmountImpossible,
    Decision,
    Ending,
    EndingImpossible,
    Matter,
    MatterChanged,
    MatterSilent,
    list_matters,
    settle_by_note,
)
from app.services.payment_endings import accept_amount, close_unpaid
from app.services.refund_endings import disown_refund, own_refund
from tests.running import NOTEBOOKS, RunningShop
from tests.services.test_refund_corners import answer_history
from tests.services.test_refunds import API, again, given_back, only_refund, paid_payment
from tests.services.test_settlement import answer_inquiry, paid_row
from tests.services.travelling import let_pass

SHORT = {"final_price": "200", "debit_amount": "200"}


def decide(matter: Matter, ending: Ending, seen: str | None = None) -> Decision:
    seen = matter.attention.detail if seen is None else seen
    return Decision(matter.attention.id, ending, seen, "asked JKOPay by telephone", "merchant")


def only_matter(shop: RunningShop) -> Matter:
    (matter,) = list_matters(shop.db)
    return matter


def underpaid(shop: RunningShop, **changes: str) -> Order:
    """An order of 220 that JKOPay calls paid with another amount."""
    shop.sandbox.faults("callback result_url", "drop", times=100)
    order = shop.buy()
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **(changes or SHORT)))
    shop.sweep()
    assert shop.payment(order).status is PaymentStatus.PENDING
    return order


def test_an_accepted_amount_is_what_was_paid_and_can_be_refunded(shop: RunningShop) -> None:
    order = underpaid(shop)
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    payment = shop.payment(order)
    assert (payment.status, payment.amount, payment.refundable) == (PaymentStatus.PAID, 200, 200)
    assert '"final_price": "200"' in (payment.answer or "")
    assert shop.order(order.token).status is OrderStatus.PAID
    assert shop.product("kraft-notebook").on_hand == NOTEBOOKS - 1
    assert list_matters(shop.db) == []
    assert check_books(shop.db).breaks == []


def test_an_amount_is_accepted_only_as_often_as_jkopay_proves_it(shop: RunningShop) -> None:
    order = underpaid(shop)
    decision = decide(only_matter(shop), Ending.ACCEPT)
    # What the sandbox answers by itself: 101, not paid.
    with pytest.raises(MatterChanged):
        accept_amount(shop.db, shop.wallet, decision)
    shop.sandbox.faults("GET /platform/inquiry", "http_500")
    with pytest.raises(MatterSilent):
        accept_amount(shop.db, shop.wallet, decision)
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert only_matter(shop).attention.detail == decision.seen


def test_another_amount_than_the_person_saw_is_shown_instead_of_accepted(shop: RunningShop) -> None:
    order = underpaid(shop)
    decision = decide(only_matter(shop), Ending.ACCEPT)
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), final_price="100", debit_amount="100"))
    with pytest.raises(MatterChanged):
        accept_amount(shop.db, shop.wallet, decision)
    assert only_matter(shop).attention.detail == "final_price 100 ≠ 220"
    assert shop.payment(order).status is PaymentStatus.PENDING


@pytest.mark.parametrize("ending", [Ending.ACCEPT, Ending.CLOSE])
def test_what_changed_while_the_person_looked_is_not_decided_by_them(shop: RunningShop, ending: Ending) -> None:
    order = underpaid(shop)
    decision = decide(only_matter(shop), ending, seen="final_price 219 ≠ 220")
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    with pytest.raises(MatterChanged):
        accept_amount(shop.db, shop.wallet, decision) if ending is Ending.ACCEPT else close_unpaid(shop.db, decision)
    assert shop.payment(order).status is PaymentStatus.PENDING
    assert only_matter(shop).attention.detail == "final_price 200 ≠ 220"


def test_an_amount_in_no_currency_of_the_shop_cannot_be_accepted(shop: RunningShop) -> None:
    order = underpaid(shop, currency="EUR")
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), currency="EUR"))
    with pytest.raises(AmountImpossible):
        accept_amount(shop.db, shop.wallet, decide(only_matter(shop), Ending.ACCEPT))
    assert (shop.payment(order).status, shop.payment(order).currency) == (PaymentStatus.PENDING, "TWD")
    assert len(list_matters(shop.db)) == 1


def test_what_was_not_paid_closes_gives_its_stock_back_and_stays_closed(shop: RunningShop) -> None:
    order = underpaid(shop)
    decision = decide(only_matter(shop), Ending.CLOSE)
    close_unpaid(shop.db, decision)
    assert (shop.payment(order).status, shop.order(order.token).status) == (PaymentStatus.FAILED, OrderStatus.CLOSED)
    assert shop.product("kraft-notebook").reserved == 0
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order), **SHORT))
    shop.sweep()
    assert list_matters(shop.db) == []
    with pytest.raises(EndingImpossible):
        close_unpaid(shop.db, decision)
    assert check_books(shop.db).breaks == []


def test_the_right_amount_is_believed_even_after_a_person_closed_it(shop: RunningShop) -> None:
    order = underpaid(shop)
    close_unpaid(shop.db, decide(only_matter(shop), Ending.CLOSE))
    answer_inquiry(shop, shop.payment(order), **paid_row(shop.payment(order)))
    shop.sweep()
    assert (shop.payment(order).status, shop.order(order.token).status) == (PaymentStatus.PAID, OrderStatus.PAID)


def test_a_note_alone_does_not_settle_what_needs_a_decision(shop: RunningShop) -> None:
    underpaid(shop)
    with pytest.raises(EndingImpossible):
        settle_by_note(shop.db, only_matter(shop).attention.id, note="fine", staff="merchant")
    assert len(list_matters(shop.db)) == 1


def nameless(shop: RunningShop) -> Payment:
    """A payment with an unknown refund that JKOPay's history has without a name."""
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    shop.refund(payment, 100)
    answer_history(shop, payment, {"refund_tradeNo": "K1", "amount": 100})
    shop.sweep()
    return payment


def test_a_refund_that_a_person_recognises_is_done_with_the_trade_number_of_its_row(shop: RunningShop) -> None:
    payment = nameless(shop)
    answer_history(shop, payment, {"refund_tradeNo": "K1", "amount": 100})
    own_refund(shop.db, shop.wallet, decide(only_matter(shop), Ending.OURS))
    done = only_refund(shop, payment)
    assert (done.status, done.trade_no, done.next_attempt_at) == (RefundStatus.DONE, "K1", None)
    assert AttentionReason.REFUND_FOREIGN not in [row.reason for row in list_open_attention(shop.db)]
    assert list_matters(shop.db) == []
    assert check_books(shop.db).breaks == []


def test_a_row_that_is_none_of_ours_lets_the_shop_send_its_own_again(shop: RunningShop) -> None:
    payment = nameless(shop)
    disown_refund(shop.db, decide(only_matter(shop), Ending.NOT_OURS))
    answer_history(shop, payment, {"refund_tradeNo": "K1", "amount": 100})
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.DONE
    assert given_back(shop, payment) == [100]
    assert list_matters(shop.db) == []


def test_another_nameless_row_asks_the_person_again(shop: RunningShop) -> None:
    payment = nameless(shop)
    disown_refund(shop.db, decide(only_matter(shop), Ending.NOT_OURS))
    rows = [{"refund_tradeNo": name, "amount": 100} for name in ("K1", "K2")]
    answer_history(shop, payment, *rows)
    shop.sweep()
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert "K2" in only_matter(shop).attention.detail


def test_a_history_that_changed_meanwhile_is_shown_instead_of_recognised(shop: RunningShop) -> None:
    payment = nameless(shop)
    decision = decide(only_matter(shop), Ending.OURS)
    answer_history(shop, payment, {"refund_tradeNo": "K9", "amount": 100})
    with pytest.raises(MatterChanged):
        own_refund(shop.db, shop.wallet, decision)
    assert only_refund(shop, payment).status is RefundStatus.UNKNOWN
    assert "K9" in only_matter(shop).attention.detail


def differing(shop: RunningShop, amount: int) -> tuple[Payment, Refund]:
    """A refund of 100 that JKOPay's history has with another amount."""
    payment = paid_payment(shop)
    shop.sandbox.faults(API, "reset")
    unknown = shop.refund(payment, 100)
    answer_history(shop, payment, {"refund_order_id": unknown.number, "amount": amount}, times=2)
    shop.sweep()
    assert only_matter(shop).endings == (Ending.OURS,)
    return payment, unknown


def test_an_amount_that_went_back_can_be_accepted(shop: RunningShop) -> None:
    payment, _ = differing(shop, 99)
    own_refund(shop.db, shop.wallet, decide(only_matter(shop), Ending.OURS))
    done = only_refund(shop, payment)
    assert (done.status, done.amount) == (RefundStatus.DONE, 99)
    assert again(shop, payment).refundable == payment.amount - 99
    assert check_books(shop.db).breaks == []


def test_more_than_was_paid_can_not_have_gone_back(shop: RunningShop) -> None:
    payment, _ = differing(shop, 10**6)
    with pytest.raises(AmountImpossible):
        own_refund(shop.db, shop.wallet, decide(only_matter(shop), Ending.OURS))
    assert (only_refund(shop, payment).status, only_refund(shop, payment).amount) == (RefundStatus.UNKNOWN, 100)


@pytest.mark.parametrize("ending", [Ending.ACCEPT, Ending.CLOSE])
def test_a_charge_of_another_amount_ends_and_frees_its_authorization(
    shop: RunningShop, clock: time_machine.Traveller, ending: Ending
) -> None:
    authorization = shop.bind()
    shop.sandbox.faults("POST /platform/authpay/transaction", "http_500")
    order = shop.tap(authorization)
    row = {"platform_order_id": shop.payment(order).number, "status": 0, "currency": "TWD", "final_price": 1}
    inquiry = "GET /platform/authpay/inquiry"
    shop.sandbox.next_answer(inquiry, "000", result_object={"transactions": [row]}, times=None)
    let_pass(shop, clock, timedelta(minutes=5), steps=5)
    decision = decide(only_matter(shop), ending)
    if ending is Ending.ACCEPT:
        accept_amount(shop.db, shop.wallet, decision)
        assert (shop.payment(order).status, shop.payment(order).amount) == (PaymentStatus.PAID, 1)
        assert shop.order(order.token).status is OrderStatus.PAID
    else:
        close_unpaid(shop.db, decision)
        assert shop.payment(order).status is PaymentStatus.FAILED
        assert shop.order(order.token).status is OrderStatus.CLOSED
        let_pass(shop, clock, timedelta(days=1))
        assert list_matters(shop.db) == []
    assert check_books(shop.db).breaks == []
