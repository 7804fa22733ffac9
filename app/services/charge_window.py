"""When JKOPay takes a charge: 08:00 to 20:00 in Taipei (protocol section 6). Pure."""

from datetime import datetime, time, timedelta

from app.services.numbers import TAIPEI

# Five minutes within the documented edges, because two clocks are never the same (protocol section 9).
OPENS, CLOSES = time(8, 5), time(19, 55)

SPREAD = timedelta(minutes=30)
"""What waited for the opening is sent over this span, not all in one second."""


def is_open(now: datetime) -> bool:
    """Whether a charge may be sent now."""
    return OPENS <= now.astimezone(TAIPEI).time() < CLOSES


def next_moment(now: datetime, spread: float) -> datetime:
    """`now` while the window is open, else its next opening, later by `spread` (from 0 to 1) of half an hour."""
    return now if is_open(now) else next_opening(now, spread)


def next_opening(now: datetime, spread: float) -> datetime:
    """The first opening after `now`, later by `spread` (from 0 to 1) of half an hour."""
    local = now.astimezone(TAIPEI)
    opening = datetime.combine(local.date(), OPENS, TAIPEI)
    if local >= opening:
        opening += timedelta(days=1)
    return opening + spread * SPREAD


def last_moment(now: datetime) -> datetime:
    """When the window that is open now, or opens next, closes."""
    return datetime.combine(next_moment(now, 0).astimezone(TAIPEI).date(), CLOSES, TAIPEI)
