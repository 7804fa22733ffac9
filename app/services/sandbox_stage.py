"""Where an event of the sandbox plays, and what is told of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from app.db import Database
from app.services.checkout import Contact
from app.services.sandbox_control import SandboxControl
from app.services.wallet import Wallet

CUSTOMER = Contact("Sandbox trigger", "trigger@example.com")
"""Who buys and binds what an event needs and nobody named."""

_PATIENCE = 24
_PAUSE = 0.25
"""Tries and seconds between them: another process may be asking JKOPay just then, and it asks at most every 2 s."""


@dataclass(frozen=True)
class Stage:
    """The shop and the sandbox. `user` is the wallet user who acts, `by` who cancels: `user` or `jkopay`."""

    db: Database
    wallet: Wallet
    sandbox: SandboxControl
    locale: str
    user: str
    by: str


@dataclass
class Happened:
    """What was done, in order, and where to look. `number` is what it happened to; the rest only the shop's own has.

    `status` is the shop's word for how it stands now, `page` the shopper's address, `admin_page` the staff's.
    """

    number: str
    steps: list[str] = field(default_factory=list)
    status: str | None = None
    page: str | None = None
    admin_page: str | None = None


Trigger = Callable[[Stage, str | None], Happened]


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Try for six seconds."""
    for _try in range(_PATIENCE):
        if is_so():
            return True
        time.sleep(_PAUSE)
    return is_so()
