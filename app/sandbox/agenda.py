"""What is planned for coming calls: kept in memory, forgotten at a restart."""

import threading
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Entry(Generic[T]):
    api: str
    item: T
    left: int | None


class Agenda(Generic[T]):
    """Items waiting for calls of an API, first come first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[_Entry[T]] = []

    def add(self, api: str, item: T, times: int | None) -> None:
        """Plan the item for the next `times` calls; None means until `clear`."""
        with self._lock:
            self._entries.append(_Entry(api, item, times))

    def take(self, api: str) -> T | None:
        """The item for this call of the API."""
        if not self._entries:
            return None
        with self._lock:
            entry = next((entry for entry in self._entries if entry.api == api), None)
            if entry is None:
                return None
            if entry.left is not None:
                entry.left -= 1
                if entry.left == 0:
                    self._entries.remove(entry)
            return entry.item

    def waiting(self) -> list[tuple[str, T, int | None]]:
        """What is planned: API, item, calls left."""
        with self._lock:
            return [(entry.api, entry.item, entry.left) for entry in self._entries]

    def clear(self) -> None:
        """Plan nothing."""
        with self._lock:
            self._entries.clear()
