"""What a database needs before the shop opens: tables, a first catalogue, a first account.

`python -m app.prepare` does all three, and does nothing to what is there already.
"""

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError

from app import connect
from app.config import Settings, SettingsError, load_settings
from app.db import Database
from app.services.catalogue import seed_plans, seed_products
from app.services.staff import PasswordWeak, create_staff, has_staff


def migrate(db: Database) -> None:
    """Bring the tables up to date."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = db.engine
    command.upgrade(config, "head")


def prepare(settings: Settings, *, username: str, password: str) -> None:
    """Migrate, seed, and make the first account where there is none and a password is given.

    Raises:
        PasswordWeak: the password is too short.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db, _ = connect(settings)
    migrate(db)
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
    except (SettingsError, PasswordWeak) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (OperationalError, OSError) as error:
        reason = getattr(error, "orig", error)
        sys.stderr.write(
            f"The database of DATABASE_URL cannot be used: {reason}. Check the address and its permissions.\n"
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
