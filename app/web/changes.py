"""What changed in the orders and authorizations since they were read last."""

from datetime import timedelta
from typing import Any

from app.db import Database, utc_now
from app.services.orders import LiveStatus, changed_since

# A change is committed a little after the time it carries: a writer may have waited 10 s for the database.
LOOK_BACK = timedelta(seconds=15)


class Changes:
    """Reads the changes; kept by one thread."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._connection: Any = None
        self._data_version: int | None = None
        self._seen: dict[str, int] = {}

    def read(self) -> list[LiveStatus]:
        """Those in a version that was not told before, from one query at most."""
        if self._db.is_sqlite and not self._was_written():
            return []
        recent = changed_since(self._db, utc_now() - LOOK_BACK)
        changed = [status for status in recent if self._seen.get(status.token) != status.version]
        self._seen = {status.token: status.version for status in recent}
        return changed

    def close(self) -> None:
        """Give the connection back; the next read asks everything anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._data_version = None

    def _was_written(self) -> bool:
        # The number changes for a connection when any other one commits, so this connection must stay the same.
        if self._connection is None:
            self._connection = self._db.engine.raw_connection()
        before = self._data_version
        self._data_version = self._connection.cursor().execute("PRAGMA data_version").fetchone()[0]
        return self._data_version != before
