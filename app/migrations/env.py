"""Alembic's environment: migrations run on the engine the caller hands over."""

from alembic import context

from app import models  # noqa: F401  so that every table is known
from app.db import Base

# On SQLite a transaction that reads first and writes then fails where another process writes in between.
with context.config.attributes["engine"].connect().execution_options(begin="IMMEDIATE") as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite changes a table by copying it.
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="app.db.",
    )
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        # A copied table is dropped under its old name, which its foreign keys must not notice.
        driver.execute("PRAGMA foreign_keys = OFF")
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if connection.dialect.name == "sqlite" and driver is not None:
        driver.execute("PRAGMA foreign_keys = ON")
