"""When charges are sent: well within 08:00 and 20:00 of Taipei, wherever the server stands."""

from datetime import datetime

import pytest

from app.services.charge_window import is_open, last_moment, next_moment, next_opening
from app.services.numbers import TAIPEI


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("11-21 08:04:59", False), ("11-21 08:05:00", True), ("11-21 19:54:59", True), ("11-21 19:55:00", False)],
)
def test_the_window_keeps_five_minutes_from_the_documented_edges(moment: str, expected: bool) -> None:
    assert is_open(_at(moment)) is expected


def test_a_charge_at_night_waits_for_the_morning_and_not_all_come_at_once() -> None:
    assert next_moment(_at("11-21 23:00"), 0) == _at("11-22 08:05")
    assert next_moment(_at("11-21 03:00"), 0.5) == _at("11-21 08:20")
    assert next_moment(_at("12-31 20:00"), 0) == datetime(2027, 1, 1, 8, 5, tzinfo=TAIPEI)


def test_a_charge_in_the_window_goes_at_once() -> None:
    assert next_moment(_at("11-21 12:00"), 0.9) == _at("11-21 12:00")


def test_tomorrow_is_tomorrow_even_in_the_window() -> None:
    assert next_opening(_at("11-21 12:00"), 0) == _at("11-22 08:05")


def test_a_window_ends_on_the_day_its_charge_is_sent() -> None:
    assert last_moment(_at("11-21 12:00")) == _at("11-21 19:55")
    assert last_moment(_at("11-21 21:00")) == _at("11-22 19:55")
