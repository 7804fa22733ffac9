"""The decisions alone, over values no other test thinks of."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.money import from_minor, to_minor
from app.sandbox.records import Entry, Order, OrderState, Payment, Refund
from app.sandbox.rules import order_status, qr_expiry, split_payment, split_refund
from app.sandbox.switches import Switches
from app.sandbox.wallet_users import WALLET_USERS, WalletUser

NOW = datetime(2026, 11, 21, tzinfo=UTC)
users = st.sampled_from(list(WALLET_USERS.values()))
currencies = st.sampled_from(["TWD", "JPY", "USD", "CNY", "HKD"])


def _order(currency: str, price: Decimal, unredeem: Decimal = Decimal(0)) -> Order:
    url = "https://shop.example/"
    entry = Entry("order-1", "s", currency, price, price, unredeem, None, None, url, url, "onetime", False, (), ())
    return Order(1, 1, entry, "token", NOW, NOW, OrderState.OPEN, None)


@given(users, st.integers(1, 10**9), st.integers(0, 10**9))
def test_twd_payments_add_up_and_respect_unredeem(user: WalletUser, price: int, unredeem: int) -> None:
    unredeem = min(unredeem, price)
    entry = _order("TWD", Decimal(price), Decimal(unredeem)).entry
    parts = split_payment(user, entry)
    assert parts.debit + parts.redeemed.total == price
    assert parts.redeemed.total <= price - unredeem
    assert parts.debit >= 1


@given(users, currencies, st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_refunds_of_the_whole_price_give_back_exactly_what_was_paid(
    user: WalletUser, currency: str, minors: list[int]
) -> None:
    amounts = [from_minor(minor, currency) for minor in minors]
    order = _order(currency, sum(amounts, Decimal(0)))
    paid = split_payment(user, order.entry)
    if paid.redeemed.has_coupon:
        amounts = [order.entry.final_price]
    payment = Payment("J1", NOW, "u", "account", None, "", paid.debit, paid.redeemed)
    made: list[Refund] = []
    for amount in amounts:
        parts = split_refund(amount, order, payment, made)
        assert parts.debit >= 0
        made.append(Refund("order-1", None, "R", NOW, amount, parts))
    assert sum(refund.parts.debit for refund in made) == paid.debit
    assert sum(refund.parts.redeemed.total for refund in made) == paid.redeemed.total


@given(currencies, st.integers(0, 10**15))
def test_amounts_survive_the_database(currency: str, minor: int) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@given(st.integers(-(10**6), 10**6))
def test_a_link_lives_at_most_twenty_minutes_and_never_past_the_valid_time(seconds: int) -> None:
    valid_time = NOW + timedelta(seconds=seconds)
    assert qr_expiry(NOW, valid_time) == min(valid_time, NOW + timedelta(minutes=20))


@given(
    st.sampled_from(list(OrderState)), st.integers(0, 10**6), st.sampled_from([100, 101]), st.sampled_from([100, 101])
)
def test_a_paid_order_is_paid_and_a_failed_one_failed_whatever_the_time_and_switches(
    state: OrderState, seconds: int, after_time: int, after_no: int
) -> None:
    switches = Switches.model_validate(
        {"status_after_valid_time_or_decline": after_time, "status_after_confirm_no": after_no}
    )
    order = Order(1, 1, _order("TWD", Decimal(5)).entry, "token", NOW, NOW, state, None)
    status = order_status(order, NOW + timedelta(seconds=seconds), switches)
    if state is OrderState.PAID:
        assert status == 0
    elif state is OrderState.FAILED:
        assert status == 100
    else:
        assert status in (100, 101)
