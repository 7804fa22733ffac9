"""Times: UTC inside, UTC+8 text on the wire, whole milliseconds in the database."""

import re
from datetime import UTC, datetime, timedelta, timezone

TAIPEI = timezone(timedelta(hours=8))
_WIRE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)


def to_wire(at: datetime) -> str:
    """`YYYY-mm-dd HH:MM:SS` in UTC+8 (protocol section 2)."""
    return at.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M:%S")


def from_wire(text: str) -> datetime:
    """Read `YYYY-mm-dd HH:MM:SS` of UTC+8.

    Raises ValueError for any other form.
    """
    if not _WIRE.fullmatch(text):
        raise ValueError(text)
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=TAIPEI).astimezone(UTC)


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """The UTC time of milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)
