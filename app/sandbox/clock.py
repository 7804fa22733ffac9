"""The sandbox's time: the machine's, moved by an offset or standing still; both survive restarts."""

from datetime import UTC, datetime, timedelta

from app.sandbox.database import Database, recall, remember
from app.sandbox.times import from_ms, to_ms

_YEARS = range(2000, 2200)
_TOO_FAR = "the year must be from 2000 to 2199"


class Clock:
    """Runs at the speed of the real one, unless it is frozen."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._offset = timedelta()
        self._frozen_at: datetime | None = None
        self.load()

    def load(self) -> None:
        """Take up what was kept."""
        with self._database.read() as connection:
            offset = recall(connection, "clock_offset_seconds")
            frozen_at = recall(connection, "clock_frozen_at")
        self._offset = timedelta(seconds=float(offset) if isinstance(offset, int | float) else 0)
        self._frozen_at = from_ms(frozen_at) if isinstance(frozen_at, int) else None

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def now(self) -> datetime:
        """The sandbox's time, UTC."""
        return self._frozen_at or datetime.now(UTC) + self._offset

    def set(self, now: datetime) -> None:
        """Make it `now`; a frozen clock stands still there.

        Raises ValueError outside the years 2000 to 2199.
        """
        self._move(now - datetime.now(UTC), now if self.is_frozen else None)

    def advance(self, seconds: float) -> None:
        """Jump ahead, or back.

        Raises ValueError outside the years 2000 to 2199.
        """
        try:
            then = self.now() + timedelta(seconds=seconds)
        except OverflowError:
            raise ValueError(_TOO_FAR) from None
        self.set(then)

    def freeze(self) -> None:
        """Stand still."""
        self._move(self._offset, self.now())

    def thaw(self) -> None:
        """Go on from where it stands."""
        self._move(self.now() - datetime.now(UTC), None)

    def reset(self) -> None:
        """Show the machine's time again, and run."""
        self._move(timedelta(), None)

    def _move(self, offset: timedelta, frozen_at: datetime | None) -> None:
        try:
            year = (datetime.now(UTC) + offset).year
        except OverflowError:
            year = 0
        if year not in _YEARS:
            raise ValueError(_TOO_FAR)
        with self._database.write() as connection:
            remember(connection, "clock_offset_seconds", offset.total_seconds())
            remember(connection, "clock_frozen_at", to_ms(frozen_at) if frozen_at else None)
        self._offset = offset
        # As a restart will read it: in UTC and whole milliseconds.
        self._frozen_at = from_ms(to_ms(frozen_at)) if frozen_at else None
