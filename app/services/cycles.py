"""The cycles of a subscription: calendar weeks, months, quarters and years of Taipei, as JKOPay counts them. Pure.

Each cycle has as many slots as the plan has times. The first day decides on which days of every cycle they fall: of
quarters and years the same day of the same month. A month too short for its day takes its last.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.models import Period

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
# Slots are spread over places. Every month has as many as the longest; a shorter one has several on its last day.
_PLACES_OF_WEEK, _PLACES_OF_MONTH = 7, 31


@dataclass(frozen=True, order=True)
class Slot:
    """One time in one cycle: `key` such as `2026-11/1`, the day it is due, and the cycle's last day."""

    due: date
    key: str
    ends: date


def list_slots(period: Period, times: int, started: date, day: date) -> list[Slot]:
    """The slots of the cycle that `day` lies in, in their order; none before `started`."""
    start, end = _cycle(period, day)
    length = _MONTHS[period] * _PLACES_OF_MONTH if period in _MONTHS else _PLACES_OF_WEEK
    first = _place(period, started)
    places = sorted((first + index * length // times) % length for index in range(times))
    slots = [
        Slot(_day_at(period, start, place), f"{_name(period, start)}/{number}", end)
        for number, place in enumerate(places, 1)
    ]
    return [slot for slot in slots if slot.due >= started]


def next_slot(period: Period, times: int, started: date, after: date) -> Slot:
    """The first slot that is due later than `after`."""
    return next(slot for slot in _from(period, times, started, after) if slot.due > after)


def _from(period: Period, times: int, started: date, day: date) -> Iterator[Slot]:
    while True:
        yield from list_slots(period, times, started, day)
        day = _cycle(period, day)[1] + timedelta(days=1)


def _place(period: Period, day: date) -> int:
    start = _cycle(period, day)[0]
    if period is Period.WEEK:
        return (day - start).days
    return (day.month - start.month) * _PLACES_OF_MONTH + day.day - 1


def _day_at(period: Period, start: date, place: int) -> date:
    if period is Period.WEEK:
        return start + timedelta(days=place)
    months, days = divmod(place, _PLACES_OF_MONTH)
    month = start.month + months
    return date(start.year, month, min(days + 1, monthrange(start.year, month)[1]))


def _cycle(period: Period, day: date) -> tuple[date, date]:
    """First and last day of the cycle that `day` lies in."""
    if period is Period.WEEK:
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=6)
    months = _MONTHS[period]
    month = (day.month - 1) // months * months + 1
    start = day.replace(month=month, day=1)
    following = date(day.year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    return start, following - timedelta(days=1)


def _name(period: Period, start: date) -> str:
    match period:
        case Period.WEEK:
            year, week, _ = start.isocalendar()
            return f"{year}-W{week:02}"
        case Period.MONTH:
            return f"{start:%Y-%m}"
        case Period.QUARTER:
            return f"{start.year}-Q{start.month // 3 + 1}"
        case Period.YEAR:
            return f"{start.year}"
