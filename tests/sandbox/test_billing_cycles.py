"""When deductions are possible: hours of the day, times in a cycle, all in UTC+8."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.authpay_records import Period
from app.sandbox.authpay_rules import cycle_start, is_deduction_time
from app.sandbox.times import TAIPEI
from tests.sandbox.authpay_wire import AuthpayWire


def _taipei(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("at", "possible"),
    [
        ("2027-03-01T07:59:59.999999", False),
        ("2027-03-01T08:00:00", True),
        ("2027-03-01T19:59:59.999999", True),
        ("2027-03-01T20:00:00", False),
        ("2027-03-01T00:00:00", False),
    ],
)
def test_the_window_begins_at_eight_and_ends_before_twenty(at: str, possible: bool) -> None:
    assert is_deduction_time(_taipei(at).astimezone(UTC)) is possible


@pytest.mark.parametrize(
    ("at", "result"),
    [
        ("2027-03-01T07:59:50+08:00", "306"),
        ("2027-03-01T08:00:00+08:00", "000"),
        ("2027-03-01T19:59:50+08:00", "000"),
        ("2027-03-01T20:00:00+08:00", "306"),
    ],
)
def test_the_window_goes_by_the_sandboxs_clock(at: str, result: str, authpay: AuthpayWire) -> None:
    authpay.sandbox.set_clock("2027-03-01T07:55:00+08:00")
    auth_no = authpay.bound()
    authpay.sandbox.set_clock(at)
    assert authpay.charge(auth_no)["result"] == result


@pytest.mark.parametrize(
    ("period", "last_moment", "first_moment"),
    [
        ("week", "2027-02-28T23:59:59.999999", "2027-03-01T00:00:00"),
        ("month", "2027-02-28T23:59:59.999999", "2027-03-01T00:00:00"),
        ("month", "2028-02-29T23:59:59.999999", "2028-03-01T00:00:00"),
        ("quarter", "2027-03-31T23:59:59.999999", "2027-04-01T00:00:00"),
        ("quarter", "2027-12-31T23:59:59.999999", "2028-01-01T00:00:00"),
        ("year", "2027-12-31T23:59:59.999999", "2028-01-01T00:00:00"),
    ],
)
def test_a_cycle_turns_at_midnight_of_taipei(period: str, last_moment: str, first_moment: str) -> None:
    turn = _taipei(first_moment)
    assert cycle_start(Period(period), turn.astimezone(UTC)) == turn
    assert cycle_start(Period(period), _taipei(last_moment).astimezone(UTC)) < turn


@given(st.sampled_from(Period), st.datetimes(datetime(2000, 2, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_cycle_began_before_now_and_is_its_own_beginning(period: Period, now: datetime) -> None:
    start = cycle_start(period, now)
    assert start <= now
    assert cycle_start(period, start) == start
    longest = {Period.WEEK: 7, Period.MONTH: 31, Period.QUARTER: 92, Period.YEAR: 366}[period]
    assert now - start < timedelta(days=longest)


@pytest.mark.parametrize(
    ("period", "still_in", "in_the_next"),
    [
        ("week", "2027-03-07T19:59:00+08:00", "2027-03-08T08:00:00+08:00"),
        ("month", "2027-03-31T19:59:00+08:00", "2027-04-01T08:00:00+08:00"),
        ("quarter", "2027-03-31T19:59:00+08:00", "2027-04-01T08:00:00+08:00"),
        ("year", "2027-12-31T19:59:00+08:00", "2028-01-01T08:00:00+08:00"),
    ],
)
def test_the_times_of_a_cycle_come_back_with_the_next(
    period: str, still_in: str, in_the_next: str, authpay: AuthpayWire
) -> None:
    auth_no = authpay.bound("regular", billing_cycle={"period": period, "times": 2})
    results = [authpay.charge(auth_no, f"now-{number}")["result"] for number in range(3)]
    assert results == ["000", "000", "305"]
    authpay.sandbox.set_clock(still_in)
    assert authpay.charge(auth_no, "late")["result"] == "305"
    authpay.sandbox.set_clock(in_the_next)
    assert authpay.charge(auth_no, "next")["result"] == "000"


def test_a_failed_deduction_uses_no_time_up_and_a_refunded_one_does(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("regular", user="short")
    assert authpay.charge(auth_no, "a")["result"] == "121"
    authpay.sandbox.change_user(auth_no, "balance")
    assert authpay.charge(auth_no, "b")["result"] == "000"
    assert authpay.refund_charge("b", 390, "r")["result"] == "000"
    assert authpay.charge(auth_no, "c")["result"] == "305"


def test_a_limited_authorization_has_no_cycle(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("limited")
    assert {authpay.charge(auth_no, f"charge-{number}")["result"] for number in range(15)} == {"000"}


def test_a_year_of_monthly_deductions(authpay: AuthpayWire) -> None:
    auth_no = authpay.bound("regular")
    for number in range(13):
        year, month = 2027 + (2 + number) // 12, (2 + number) % 12 + 1
        authpay.sandbox.set_clock(f"{year}-{month:02d}-01T08:00:00+08:00")
        assert authpay.charge(auth_no, f"charge-{number}")["result"] == "000"
        assert authpay.charge(auth_no, f"again-{number}")["result"] == "305"
    deductions = authpay.sandbox.authorizations()[0]["deductions"]
    assert [each["paid_at"][:10] for each in deductions][::12] == ["2027-03-01", "2028-03-01"]
    assert authpay.sandbox.stores()[0]["balance"] == 13 * 390
