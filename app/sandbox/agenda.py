"""What is planned for coming calls: kept in memory, forgotten at a restart."""

import random
import secrets
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")
Stores = Callable[[], Collection[str]]


@dataclass
class Planned(Generic[T]):
    """One item. `left` is how many calls it is still for, None until removed; `store_id` None for every store.

    With a probability each call it is for draws once: the seed tells which calls are struck.
    """

    id: int
    api: str
    item: T
    left: int | None
    store_id: str | None
    probability: float | None
    seed: int | None
    draws: int = 0
    _rng: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)  # noqa: S311 - a sequence that can be repeated is wanted
        for _ in range(self.draws):
            self._rng.random()

    def strikes(self) -> bool:
        """Draw for one call."""
        if self.probability is None:
            return True
        self.draws += 1
        return self._rng.random() < self.probability


class Agenda(Generic[T]):
    """Items waiting for calls of an API, first come first served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._planned: list[Planned[T]] = []

    def add(
        self,
        api: str,
        item: T,
        times: int | None,
        *,
        store_id: str | None = None,
        probability: float | None = None,
        seed: int | None = None,
    ) -> int:
        """Plan the item for the next `times` calls it strikes; None means until it is removed. Returns its id.

        A probability without a seed gets one.
        """
        if probability is not None and seed is None:
            seed = secrets.randbelow(2**32)
        with self._lock:
            added = Planned(next(self._ids), api, item, times, store_id, probability, seed)
            self._planned.append(added)
        return added.id

    def take(self, api: str, stores: Stores = tuple) -> T | None:
        """The item for this call of the API. `stores` are those the call is about, looked up only when it matters."""
        if not self._planned:
            return None
        about = stores() if any(each.api == api and each.store_id for each in self._planned) else ()
        with self._lock:
            for planned in self._planned:
                if planned.api != api or (planned.store_id and planned.store_id not in about):
                    continue
                if planned.strikes():
                    self._count_down(planned)
                    return planned.item
        return None

    def waiting(self) -> list[Planned[T]]:
        """What is planned."""
        with self._lock:
            return [replace(planned) for planned in self._planned]

    def remove(self, id: int) -> bool:  # noqa: A002 - as it is called on the wire
        """Plan one item no more. False if there is none of this id."""
        with self._lock:
            kept = [planned for planned in self._planned if planned.id != id]
            found, self._planned = len(kept) < len(self._planned), kept
        return found

    def clear(self) -> None:
        """Plan nothing."""
        with self._lock:
            self._planned = []

    def restore(self, planned: list[Planned[T]]) -> None:
        """Plan exactly these, drawn from as often as they were, under new ids."""
        with self._lock:
            self._planned = [replace(each, id=next(self._ids)) for each in planned]

    def _count_down(self, planned: Planned[T]) -> None:
        if planned.left is not None:
            planned.left -= 1
            if planned.left == 0:
                self._planned.remove(planned)
