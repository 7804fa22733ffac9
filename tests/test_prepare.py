"""What preparing a database says when it cannot be done."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from app.prepare import main
from tests.databases import prepare_sqlite

ELSEWHERE = {
    "JKOPAY_BASE_URL": "http://127.0.0.1:9",
    "JKOPAY_API_KEY": "an-api-key",
    "JKOPAY_SECRET_KEY": "a-secret-key",
    "JKOPAY_STORE_ID": "store",
    "SECRET_KEY": "a secret of the tests, long enough for anything",
}


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**ELSEWHERE, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)


def be_refused(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that it ends with."""
    assert main() == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize(
    "url",
    [
        "postgres://shop:word@127.0.0.1/shop",
        "postgresql+psycopg2://shop:word@127.0.0.1/shop",
        "postgresql+psycopg://shop:word@127.0.0.1:port/shop",
        "shop.db",
    ],
)
def test_an_address_of_no_database_is_named_and_its_password_is_not(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    said = be_refused(capsys)
    assert said.startswith("Setting DATABASE_URL must be an address such as ")
    assert "word@127" not in said


def test_tables_of_a_newer_version_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = prepare_sqlite(tmp_path)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    said = be_refused(capsys)
    assert said.startswith("The tables of DATABASE_URL are those of another version of the shop")


@pytest.fixture(params=["SQL_ASCII", "LATIN1"])
def encoded(request: pytest.FixtureRequest, empty_postgresql: str) -> Iterator[tuple[str, str]]:
    """The encoding of a database and its address."""
    url, name = make_url(empty_postgresql), f"encoded_{uuid4().hex[:8]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING '{request.param}' LOCALE 'C' TEMPLATE template0"))
        yield request.param, url.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def test_a_database_that_cannot_keep_chinese_names_is_told_its_encoding(
    encoded: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    encoding, url = encoded
    monkeypatch.setenv("DATABASE_URL", url)
    assert be_refused(capsys).startswith(f"The database of DATABASE_URL keeps text as {encoding}, ")


def test_a_database_that_takes_no_tables_is_told(
    empty_postgresql: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = create_engine(empty_postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text("ALTER DATABASE " + str(engine.url.database) + " SET default_transaction_read_only = on")
        )
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", empty_postgresql)
    said = be_refused(capsys)
    assert said.startswith("The database of DATABASE_URL cannot be used: cannot execute ")
