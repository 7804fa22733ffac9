"""The noted calls as a stream: the last ones, and those that come after."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.db import Database
from app.models import ApiCall
from app.services.api_calls_reading import CallFilter, list_calls

LOOK_SECONDS = 1.0
"""Calls are written twice a second, so looking more often would show nothing sooner."""

_REMEMBERED = 1_000


def last_calls(db: Database, wanted: CallFilter, count: int) -> list[ApiCall]:
    """The newest `count`, oldest first."""
    found: list[ApiCall] = []
    before = wanted.before
    while len(found) < count:
        page = list_calls(db, replace(wanted, before=before))
        found.extend(page.calls)
        if page.older is None:
            break
        before = page.older
    return found[:count][::-1]


def follow_calls(db: Database, wanted: CallFilter, shown: Sequence[ApiCall]) -> Iterator[ApiCall]:
    """Calls that come after `shown`, for ever, each once.

    Processes commit in another order than they number, so a call that comes late has a lower number than one that was
    shown: the newest page is looked at as a whole.
    """
    last = max((call.id for call in shown), default=0)
    # What came between the two readings is above the last that was shown.
    seen = [call.id for call in list_calls(db, wanted).calls if call.id <= last]
    floor = min(seen, default=last)
    while True:
        for call in _newer_than(db, wanted, floor, seen):
            seen.append(call.id)
            yield call
        if len(seen) > _REMEMBERED:
            seen = sorted(seen)[-_REMEMBERED // 2 :]
            floor = seen[0]
        time.sleep(LOOK_SECONDS)


def _newer_than(db: Database, wanted: CallFilter, floor: int, seen: Sequence[int]) -> list[ApiCall]:
    known, fresh = set(seen), []
    before: int | None = None
    while True:
        page = list_calls(db, replace(wanted, before=before))
        unseen = [call for call in page.calls if call.id > floor and call.id not in known]
        fresh.extend(unseen)
        # A page with something old in it is the end of what is new.
        if page.older is None or len(unseen) < len(page.calls):
            return fresh[::-1]
        before = page.older
