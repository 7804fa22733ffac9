"""The databases of the tests: what one test leaves, the next one does not find."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.databases import PostgresqlServer


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.begin() as connection:
        last = [connection.execute(text(statement)) for statement in statements][-1]
        found = [tuple(row) for row in last] if last.returns_rows else []
    engine.dispose()
    return found


PRODUCTS = "SELECT * FROM products ORDER BY id"
NEXT_ID = "SELECT nextval('history_id_seq')"
ITSELF = "SELECT oid FROM pg_database WHERE datname = current_database()"
GUARDS = "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"


def test_rows_and_counters_are_those_of_the_beginning(postgresql: PostgresqlServer, tmp_path: Path) -> None:
    with postgresql.prepared(tmp_path) as url:
        itself, first, first_id = ask(url, ITSELF), ask(url, PRODUCTS), ask(url, NEXT_ID)
        ask(url, "UPDATE products SET on_hand = 1", "INSERT INTO rate_limits VALUES ('a', 1, now())")
        ask(url, "DELETE FROM staff")
    with postgresql.prepared(tmp_path) as again:
        assert ask(again, ITSELF) == itself, "it is used again, under another name"
        assert (ask(again, PRODUCTS), ask(again, NEXT_ID)) == (first, first_id)
        assert ask(again, "SELECT count(*) FROM rate_limits") == [(0,)]
        assert ask(again, "SELECT count(*) FROM staff") == [(1,)]


def test_what_a_test_left_at_work_does_not_find_the_database_of_the_next(
    postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    with postgresql.prepared(tmp_path) as url:
        left = create_engine(url, pool_pre_ping=True)
        left.connect()
    with postgresql.prepared(tmp_path), pytest.raises(OperationalError, match="does not exist"):
        left.connect()


def test_a_database_that_lost_a_guard_is_not_used_again(postgresql: PostgresqlServer, tmp_path: Path) -> None:
    with postgresql.prepared(tmp_path) as url:
        itself, guards = ask(url, ITSELF), ask(url, GUARDS)
        ask(url, "ALTER TABLE payments DISABLE TRIGGER USER")
    with postgresql.prepared(tmp_path) as another:
        assert ask(another, ITSELF) != itself
        assert ask(another, GUARDS) == guards
