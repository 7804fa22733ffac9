"""The migrations make what the models say, and can be taken back, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from app.db import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'shop.db'}")
    return Database(request.getfixturevalue("empty_postgresql"))


def test_up_is_the_models_and_down_leaves_nothing(db: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "app" / "migrations"))
    config.attributes["engine"] = db.engine
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    command.upgrade(config, "head")
    db.close()
