"""The database: it answers, it can be written to, what is committed stays, and its tables are of this version."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.db import AddressUnusable, Database
from app.doctor.check import Check, Outcome, failed, passed
from app.doctor.patient import Patient
from app.payment_errors.marking import mark as _l

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_FULL = 2
_FILE = _l("Set DATABASE_URL to a file on a local disk, such as sqlite:////var/lib/shop/shop.db")
_LASTING_JOURNALS = frozenset({"wal", "truncate", "delete", "persist"})


def open_database(url: str) -> Database | None:
    """The database at `url`, or None when that is no address of one that can be kept open."""
    try:
        return Database(url)
    except AddressUnusable:
        return None


def _look_at_database(patient: Patient) -> Outcome:
    if patient.opened is None:
        return _bad_address(patient.settings.database_url)
    try:
        if patient.opened.is_sqlite:
            return _look_at_sqlite(patient.opened.engine)
        with patient.opened.engine.connect() as connection:
            return _look_at_postgresql(connection)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        if "readonly" in str(cause):
            return _read_only()
        return failed(
            _l("The database cannot be used (%(cause)s)."),
            _l(
                "Start it, and compare DATABASE_URL: host, name, user and password; for SQLite the folder must "
                "exist and belong to the shop."
            ),
            "DATABASE_URL",
            # The name only: the driver's text may quote the address with its password.
            cause=type(cause).__name__,
        )


def _bad_address(url: str) -> Outcome:
    if url in ("sqlite://", "sqlite:///") or ":memory:" in url or "mode=memory" in url:
        return failed(_l("The database is in memory and ends with the process."), _FILE, "DATABASE_URL")
    return failed(
        _l("DATABASE_URL is not the address of a database that this shop can use."),
        _l("Set DATABASE_URL to sqlite:////absolute/path/shop.db or postgresql+psycopg://user:password@host/name"),
        "DATABASE_URL",
    )


def _look_at_sqlite(engine: Engine) -> Outcome:
    with engine.connect() as connection:
        journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()).lower()
        synchronous = int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if journal not in _LASTING_JOURNALS or synchronous < _FULL:
        return failed(
            _l("SQLite does not keep what is committed (journal_mode %(journal)s, synchronous %(synchronous)s)."),
            _FILE,
            "DATABASE_URL",
            journal=journal,
            synchronous=synchronous,
        )
    with engine.connect().execution_options(begin="IMMEDIATE") as connection:
        # Takes the right to write, which the beginning alone does not on a file that is read-only; rolled back.
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
    return passed(_l("What is committed stays."))


def _look_at_postgresql(connection: Connection) -> Outcome:
    switches = {
        name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in ("synchronous_commit", "fsync")
    }
    off = ", ".join(name for name, value in switches.items() if value == "off")
    if off:
        return failed(
            _l("PostgreSQL does not keep what is committed: %(off)s is off."),
            _l(
                "On the server of DATABASE_URL: ALTER SYSTEM SET synchronous_commit = on; ALTER SYSTEM SET fsync = on; "
                "SELECT pg_reload_conf()"
            ),
            "DATABASE_URL",
            *off.split(", "),
            off=off,
        )
    if str(connection.exec_driver_sql("SHOW transaction_read_only").scalar_one()) == "on":
        return _read_only()
    return passed(_l("What is committed stays."))


def _read_only() -> Outcome:
    return failed(
        _l("The database can be read but not written."),
        _l("Let DATABASE_URL name the primary, or a file whose folder the shop may write to."),
        "DATABASE_URL",
    )


def _look_at_migrations(patient: Patient) -> Outcome:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    with patient.db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == head:
        return passed(_l("The tables are those of this version (%(head)s)."), head=head)
    return failed(
        _l("The tables are of version %(current)s, and this shop needs %(head)s."),
        _l("Run python -m app.prepare with the same DATABASE_URL, then start the shop again."),
        "DATABASE_URL",
        current=current or "-",
        head=head,
    )


DATABASE = Check(
    "database",
    _l("The database keeps what it is told"),
    _l("A payment or refund that is forgotten after a power cut is money nobody can account for."),
    _look_at_database,
)
MIGRATIONS = Check(
    "migrations",
    _l("The tables are up to date"),
    _l("With older tables pages fail, some of them only after the money has moved."),
    _look_at_migrations,
    needs_database=True,
)
