"""The migrations make what the models say, and can be taken back, on both databases."""

import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.db import Database
from app.models import Authorization, AuthorizationStatus
from tests.databases import prepare_sqlite
from tests.running import RunningShop


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'shop.db'}")
    return Database(request.getfixturevalue("empty_postgresql"))


def configure(db: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "app" / "migrations"))
    config.attributes["engine"] = db.engine
    return config


def test_up_is_the_models_and_down_leaves_nothing(db: Database) -> None:
    config = configure(db)
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    command.upgrade(config, "head")
    db.close()


def test_what_an_older_shop_could_not_hold_is_not_forgotten_on_the_way_down(shop: RunningShop) -> None:
    config = configure(shop.db)
    shop.bind()
    with pytest.raises(RuntimeError, match="holds some"):
        command.downgrade(config, "base")
    command.upgrade(config, "head")
    with shop.db.read() as session:
        assert session.query(Authorization).one().status is AuthorizationStatus.GRANTED


def test_a_process_that_writes_meanwhile_is_waited_for(tmp_path: Path) -> None:
    old = Database(prepare_sqlite(tmp_path))
    config = configure(old)
    command.downgrade(config, "-1")
    with old.engine.connect().execution_options(begin="IMMEDIATE") as other:
        other.execute(text("UPDATE products SET on_hand = on_hand + 1"))
        upgrading = threading.Thread(target=command.upgrade, args=(config, "head"))
        upgrading.start()
        upgrading.join(0.5)
        assert upgrading.is_alive()
        other.commit()
    upgrading.join()
    with old.engine.connect() as connection:
        head = ScriptDirectory.from_config(config).get_current_head()
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == head
    old.close()
