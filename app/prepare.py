"""What a database needs before the shop opens: tables, a first catalogue, a first account.

`python -m app.prepare` does all three, and does nothing to what is there already.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app import connect
from app.config import Settings, SettingsError, load_settings
from app.db import Database
from app.queue import make_queue_tables
from app.services.catalogue import seed_plans, seed_products
from app.services.staff import PasswordWeak, create_staff, has_staff

# Any number that nobody else locks in this database.
_PREPARING = 7_550_001


class EncodingUnfit(Exception):
    """A PostgreSQL database keeps its text in another encoding than UTF-8."""


def migrate(db: Database) -> None:
    """Bring the tables up to date."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = db.engine
    command.upgrade(config, "head")


@contextmanager
def _alone(db: Database) -> Iterator[None]:
    """Several machines may start at once: on PostgreSQL the second waits, and then finds everything done."""
    if db.is_sqlite:
        yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The lock ends with this connection, which goes back to no pool; another's preparing may take its time.
        connection.detach()
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(select(func.pg_advisory_lock(_PREPARING)))
        yield


def _refuse_other_encodings(db: Database) -> None:
    if db.is_sqlite:
        return
    with db.read() as session:
        encoding = session.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise EncodingUnfit(
            f"The database of DATABASE_URL keeps text as {encoding}, which has no room for Chinese names: "
            "make it anew with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
        )


def prepare(settings: Settings, *, username: str, password: str) -> None:
    """Migrate, seed, and make the first account where there is none and a password is given.

    Raises:
        EncodingUnfit: a name in Chinese could not be kept.
        PasswordWeak: the password is too short.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db, _ = connect(settings)
    _refuse_other_encodings(db)
    with _alone(db):
        migrate(db)
        make_queue_tables(settings)
        seed_products(db)
        seed_plans(db)
        if password and not has_staff(db):
            create_staff(db, username, password)
    db.close()


def main() -> int:
    """Prepare what the environment names; one sentence on stderr where that cannot be."""
    try:
        settings = load_settings()
        prepare(
            settings,
            username=os.environ.get("ADMIN_USERNAME", "admin"),
            password=os.environ.get("ADMIN_PASSWORD", ""),
        )
    except (SettingsError, EncodingUnfit, PasswordWeak) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except CommandError as error:
        sys.stderr.write(
            f"The tables of DATABASE_URL are those of another version of the shop ({error}): start that version.\n"
        )
        return 2
    except (DBAPIError, OSError) as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        sys.stderr.write(
            f"The database of DATABASE_URL cannot be used: {reason}. Check the address and its permissions.\n"
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
