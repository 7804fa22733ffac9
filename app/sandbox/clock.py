"""The sandbox's time: the machine's, moved by an offset that survives restarts."""

from datetime import UTC, datetime, timedelta

from app.sandbox.database import Database, recall, remember

_YEARS = range(2000, 2200)
_TOO_FAR = "the year must be from 2000 to 2199"


class Clock:
    """Runs at the speed of the real one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.read() as connection:
            kept = recall(connection, "clock_offset_seconds")
        self._offset = timedelta(seconds=float(kept) if isinstance(kept, int | float) else 0)

    def now(self) -> datetime:
        """The sandbox's time, UTC."""
        return datetime.now(UTC) + self._offset

    def set(self, now: datetime) -> None:
        """Make it `now`.

        Raises ValueError outside the years 2000 to 2199.
        """
        self._move(now - datetime.now(UTC))

    def advance(self, seconds: float) -> None:
        """Jump ahead, or back.

        Raises ValueError outside the years 2000 to 2199.
        """
        try:
            self._move(self._offset + timedelta(seconds=seconds))
        except OverflowError:
            raise ValueError(_TOO_FAR) from None

    def reset(self) -> None:
        """Show the machine's time again."""
        self._move(timedelta())

    def _move(self, offset: timedelta) -> None:
        if (datetime.now(UTC) + offset).year not in _YEARS:
            raise ValueError(_TOO_FAR)
        with self._database.write() as connection:
            remember(connection, "clock_offset_seconds", offset.total_seconds())
        self._offset = offset
