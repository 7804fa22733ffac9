"""Tries are counted together by all who share a database, on both databases."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.db import Database
from app.models import RateLimit
from app.rate_limits import STORAGE_URI, DatabaseStorage
from app.services.rate_limits import count_try, forget_tries, read_tries
from tests.running import RunningShop, run_at_once

MINUTE = timedelta(minutes=1)


@pytest.fixture
def db(shop: RunningShop) -> Database:
    return shop.db


def test_tries_of_many_at_once_are_all_counted(db: Database) -> None:
    counts = run_at_once(10, lambda _: count_try(db, "sign-in", MINUTE))
    assert sorted(str(count).zfill(2) for count in counts) == [str(number).zfill(2) for number in range(1, 11)]
    assert read_tries(db, "sign-in")[0] == 10
    assert read_tries(db, "another")[0] == 0


def test_a_window_ends_a_minute_after_its_first_try(db: Database) -> None:
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False) as clock:
        count_try(db, "sign-in", MINUTE)
        clock.shift(50)
        assert count_try(db, "sign-in", MINUTE) == 2
        clock.shift(11)
        assert read_tries(db, "sign-in")[0] == 0
        assert count_try(db, "sign-in", MINUTE) == 1


def test_what_is_over_is_forgotten_and_the_rest_stays(db: Database) -> None:
    with time_machine.travel("2026-11-23T10:00:00+08:00", tick=False) as clock:
        count_try(db, "old", MINUTE)
        clock.shift(90)
        count_try(db, "new", MINUTE)
        assert forget_tries(db) == 1
        assert read_tries(db, "new")[0] == 1


def test_no_row_holds_what_the_key_is_made_of(db: Database) -> None:
    count_try(db, "LIMITS/secret-address", MINUTE)
    with db.read() as session:
        assert "secret-address" not in session.scalars(select(RateLimit.key)).one()


def test_it_is_the_storage_flask_limiter_asks_for(db: Database) -> None:
    storage = DatabaseStorage(STORAGE_URI, db=db)
    assert storage.check()
    assert [storage.incr("key", 60), storage.incr("key", 60), storage.get("key")] == [1, 2, 2]
    assert storage.get_expiry("key") > 0
    storage.clear("key")
    assert storage.get("key") == 0
