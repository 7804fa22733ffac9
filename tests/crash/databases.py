"""The databases of the lanes: as many of each kind, with goods for everybody."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, update

from app.models import Product
from tests.databases import PostgresqlServer, SqliteFiles, run_postgresql

_PLENTY = 1_000_000


@contextmanager
def make_databases(folder: Path, count: int) -> Iterator[list[tuple[str, str]]]:
    """As many of each, with their kind."""
    templates, homes = folder / "templates", folder / "databases"
    templates.mkdir()
    with ExitStack() as stack:
        kinds: dict[str, SqliteFiles | PostgresqlServer] = {
            "SQLite": SqliteFiles(templates),
            "PostgreSQL": stack.enter_context(run_postgresql(folder)),
        }
        found = []
        for kind, source in kinds.items():
            for number in range(count):
                home = homes / f"{kind}-{number}"
                home.mkdir(parents=True)
                url = stack.enter_context(source.prepared(home))
                _stock(url)
                found.append((kind, url))
        yield found


def _stock(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(Product).values(on_hand=_PLENTY))
    engine.dispose()
