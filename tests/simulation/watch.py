"""What can only be seen while it happens: money asked for twice at once, and a yes that must not be said."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from functools import partial
from typing import TYPE_CHECKING

from app.db import utc_now
from app.services.numbers import TAIPEI
from tests.simulation.faults import CHARGE

if TYPE_CHECKING:
    from tests.simulation.world import World

_OPENS, _CLOSES = time(8), time(20)
"""When JKOPay takes charges, in Taipei (protocol section 6)."""

_REFUNDS = ("POST /platform/refund", "POST /platform/authpay/refund")

Report = Callable[[str, str], None]


class Watch:
    """Knows which requests that move money are on their way."""

    def __init__(self, report: Report, is_taken: Callable[[str], bool]) -> None:
        self._report = report
        self._is_taken = is_taken
        self._under_way: list[tuple[str, str]] = []
        self._late: list[tuple[str, str]] = []

    @contextmanager
    def sent(self, api: str, body: bytes) -> Iterator[None]:
        """A request whose sender waits for the answer."""
        named = _name(api, body)
        if named is None:
            yield
            return
        if named in self._under_way and api in _REFUNDS:
            self._report("double", f"refund {named[1]} is sent by two at once")
        if api == CHARGE:
            if not _OPENS <= utc_now().astimezone(TAIPEI).time() < _CLOSES:
                self._report("phantom", f"charge {named[1]} is sent while JKOPay takes none")
            # A late copy of a charge that was taken meanwhile takes nothing more.
            rivals = [other for other in self._late if other != named and not self._is_taken(other[1])]
            for other in self._under_way + rivals:
                if other[0] == named[0]:
                    self._report("double", f"charges {other[1]} and {named[1]} of one authorization at once")
        self._under_way.append(named)
        try:
            yield
        finally:
            self._under_way.remove(named)

    def left(self, api: str, body: bytes) -> Callable[[], None]:
        """A charge that its sender gave up on and that is still on its way; call what is returned when it arrives."""
        named = _name(api, body)
        if api != CHARGE or named is None:
            return lambda: None
        self._late.append(named)
        return partial(self._late.remove, named)

    def confirmed(self, world: "World", url: str, answer: bytes) -> None:
        """The shop answered whether the money of a payment may move."""
        if json.loads(answer).get("valid") is not True:
            return
        token = url.rsplit("/", 2)[1]
        query = """SELECT p.number FROM payments p JOIN orders o ON o.id = p.order_id
            WHERE p.callback_token = :token AND o.payment_id = p.id AND o.status = 'open' AND p.status = 'pending'"""
        if not world.rows(query, token=token):
            self._report("double", f"a yes for a payment that nobody waits for: {token}")


def _name(api: str, body: bytes) -> tuple[str, str] | None:
    if api == CHARGE:
        asked = json.loads(body)
        return f"charge of {asked['auth_no']}", asked["order"]["platform_order_id"]
    return ("refund", json.loads(body)["refund_order_id"]) if api in _REFUNDS else None
