"""On which days a subscription is charged: pure dates, checked against the calendar."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import Period
from app.services.cycles import list_slots, next_slot

_MOST = {Period.WEEK: 7, Period.MONTH: 7, Period.QUARTER: 7, Period.YEAR: 12}


@pytest.mark.parametrize(
    ("period", "started", "today", "due", "key", "ends"),
    [
        (Period.MONTH, date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 28), "2026-02/1", date(2026, 2, 28)),
        (Period.MONTH, date(2026, 11, 21), date(2026, 12, 1), date(2026, 12, 21), "2026-12/1", date(2026, 12, 31)),
        (Period.WEEK, date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 28), "2026-W48/1", date(2026, 11, 29)),
        (Period.WEEK, date(2026, 12, 28), date(2027, 1, 1), date(2026, 12, 28), "2026-W53/1", date(2027, 1, 3)),
        (Period.QUARTER, date(2026, 11, 21), date(2027, 1, 1), date(2027, 2, 21), "2027-Q1/1", date(2027, 3, 31)),
        (Period.QUARTER, date(2026, 11, 23), date(2027, 6, 1), date(2027, 5, 23), "2027-Q2/1", date(2027, 6, 30)),
        (Period.QUARTER, date(2026, 5, 31), date(2026, 11, 1), date(2026, 11, 30), "2026-Q4/1", date(2026, 12, 31)),
        (Period.YEAR, date(2028, 2, 29), date(2029, 6, 1), date(2029, 2, 28), "2029/1", date(2029, 12, 31)),
        (Period.YEAR, date(2027, 3, 1), date(2028, 6, 1), date(2028, 3, 1), "2028/1", date(2028, 12, 31)),
        (Period.YEAR, date(2024, 12, 31), date(2026, 5, 5), date(2026, 12, 31), "2026/1", date(2026, 12, 31)),
    ],
)
def test_a_cycle_is_the_calendars(period: Period, started: date, today: date, due: date, key: str, ends: date) -> None:
    (slot,) = list_slots(period, 1, started, today)
    assert (slot.due, slot.key, slot.ends) == (due, key, ends)


def test_two_times_a_week_are_half_a_week_apart() -> None:
    slots = list_slots(Period.WEEK, 2, date(2026, 11, 23), date(2026, 11, 30))
    assert [slot.due for slot in slots] == [date(2026, 11, 30), date(2026, 12, 3)]


def test_the_first_cycle_begins_with_the_first_day() -> None:
    slots = list_slots(Period.WEEK, 2, date(2026, 11, 29), date(2026, 11, 29))
    assert [slot.due for slot in slots] == [date(2026, 11, 29)]


@given(
    period=st.sampled_from(list(Period)),
    times=st.integers(1, 12),
    started=st.dates(date(2020, 1, 1), date(2032, 12, 31)),
    days=st.integers(0, 900),
)
def test_no_cycle_ever_has_more_slots_than_times(period: Period, times: int, started: date, days: int) -> None:
    times = min(times, _MOST[period])
    today = started + timedelta(days=days)
    slots = list_slots(period, times, started, today)
    assert len(slots) <= times
    assert len({slot.key for slot in slots}) == len(slots)
    assert all(started <= slot.due <= slot.ends for slot in slots)
    assert slots == sorted(slots)
    if started < today.replace(day=1) - timedelta(days=366):
        assert len(slots) == times


@given(
    period=st.sampled_from(list(Period)), times=st.integers(1, 7), started=st.dates(date(2020, 1, 1), date(2030, 1, 1))
)
def test_walking_from_slot_to_slot_leaves_no_cycle_out(period: Period, times: int, started: date) -> None:
    days, keys = [started], Counter[str]()
    for _ in range(24):
        slot = next_slot(period, times, started, days[-1])
        days.append(slot.due)
        keys.update(other.key for other in list_slots(period, times, started, slot.due) if other.due == slot.due)
    assert days == sorted(set(days))
    assert max(keys.values()) == 1
