"""How often JKOPay is asked about authorizations, read from the schedule alone."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from app.models import Authorization, AuthorizationStatus
from app.services.binding_schedule import BINDING_VALID, next_detail_at
from app.services.inquiry_schedule import CLOSING_GRACE

START = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def make_authorization(status: AuthorizationStatus, auth_no: str | None = "1") -> Authorization:
    return Authorization(
        status=status,
        auth_no=auth_no,
        valid_until=START + BINDING_VALID,
        qr_expires_at=START + timedelta(minutes=20),
        inquiry_count=0,
    )


def ask_for(authorization: Authorization, span: timedelta) -> list[datetime]:
    now, asked = START, []
    while now < START + span and (due := next_detail_at(authorization, now, 0.5)) is not None:
        assert due > now
        asked.append(due)
        authorization.inquiry_count += 1
        now = due
    return asked


def test_while_the_qr_lives_no_wait_is_longer_than_twenty_seconds() -> None:
    asked = [START, *ask_for(make_authorization(AuthorizationStatus.PENDING), timedelta(hours=2))]
    living = [moment for moment in asked if moment < START + timedelta(minutes=20)]
    assert max(b - a for a, b in itertools.pairwise(living)) <= timedelta(seconds=20)
    assert START + BINDING_VALID + CLOSING_GRACE in asked


def test_an_expired_one_is_asked_about_for_a_week() -> None:
    asked = ask_for(make_authorization(AuthorizationStatus.EXPIRED), timedelta(days=30))
    assert timedelta(days=7) <= asked[-1] - START < timedelta(days=8)
    assert ask_for(make_authorization(AuthorizationStatus.EXPIRED, None), timedelta(days=30)) == []


@pytest.mark.parametrize(("spread", "hours"), [(0.0, 21.6), (0.5, 24.0), (1.0, 26.4)])
def test_a_granted_one_is_asked_about_once_a_day_each_at_its_own_time(spread: float, hours: float) -> None:
    granted = make_authorization(AuthorizationStatus.GRANTED)
    due = next_detail_at(granted, START, spread)
    assert due is not None
    assert (due - START).total_seconds() == pytest.approx(hours * 3600)


def test_a_granted_one_nobody_answered_about_is_asked_about_soon_and_then_hourly() -> None:
    granted = make_authorization(AuthorizationStatus.GRANTED)
    granted.silent_since = START
    assert next_detail_at(granted, START, 0.5) == START + timedelta(minutes=5)
    later = START + timedelta(hours=3)
    assert next_detail_at(granted, later, 0.5) == later + timedelta(hours=1)


def test_a_cancellation_is_sent_again_in_seconds_then_minutes_then_hourly() -> None:
    asked = [START, *ask_for(make_authorization(AuthorizationStatus.CANCELLING), timedelta(hours=3))]
    waits = [(b - a).total_seconds() for a, b in itertools.pairwise(asked)]
    assert waits[:6] == [5, 15, 60, 300, 3600, 3600]


@pytest.mark.parametrize("status", [AuthorizationStatus.CANCELLED, AuthorizationStatus.REFUSED])
def test_what_is_over_is_never_asked_about(status: AuthorizationStatus) -> None:
    assert next_detail_at(make_authorization(status), START, 0.5) is None
