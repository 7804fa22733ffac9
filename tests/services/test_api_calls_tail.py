"""Following the noted calls: each once, also those that are committed late."""

from collections.abc import Iterator
from itertools import islice

import pytest

from app.db import Database
from app.models import ApiCall
from app.services.api_calls import masked_row
from app.services.api_calls_reading import PAGE_SIZE, CallFilter
from app.services.api_calls_tail import follow_calls, last_calls
from tests.services.test_api_calls import a_call

ALL = CallFilter()


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def note(db: Database, *ids: int) -> None:
    with db.write() as session:
        for call_id in ids:
            row: ApiCall = masked_row(a_call(f"T{call_id}"), None)
            row.id = call_id
            session.add(row)


def test_the_last_are_given_oldest_first(db: Database) -> None:
    note(db, *range(1, PAGE_SIZE * 2))
    assert [call.id for call in last_calls(db, ALL, 3)] == [PAGE_SIZE * 2 - 3, PAGE_SIZE * 2 - 2, PAGE_SIZE * 2 - 1]
    assert len(last_calls(db, ALL, 10_000)) == PAGE_SIZE * 2 - 1


def test_what_came_before_is_not_given_again(db: Database) -> None:
    note(db, *range(1, 11))
    calls = follow_calls(db, ALL, last_calls(db, ALL, 2))
    note(db, 11)
    assert next(calls).id == 11


def test_a_burst_longer_than_a_page_is_given_whole_and_in_order(db: Database) -> None:
    note(db, 1)
    calls = follow_calls(db, ALL, last_calls(db, ALL, 1))
    burst = list(range(2, PAGE_SIZE * 3))
    note(db, *burst)
    assert [call.id for call in islice(calls, len(burst))] == burst


def test_a_call_that_is_committed_after_a_later_one_is_given_all_the_same(db: Database) -> None:
    note(db, 1)
    calls = follow_calls(db, ALL, last_calls(db, ALL, 1))
    note(db, 3)
    assert next(calls).id == 3
    note(db, 2, 4)
    assert [next(calls).id, next(calls).id] == [2, 4]


def test_following_an_empty_log_gives_its_first_call(db: Database) -> None:
    calls = follow_calls(db, ALL, [])
    note(db, 1)
    assert next(calls).id == 1
