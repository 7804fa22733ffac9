"""What the checks look at. What several of them need is fetched once."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from app.config import Settings, is_local
from app.db import Database
from app.doctor.host import HostAnswer, ask_host
from app.doctor.self_call import Rehearsal, rehearse


@dataclass
class Patient:
    """A shop as it is set up. `is_debugging`: it runs with Flask's debugger.

    `opened` is its database; None when DATABASE_URL is no address of one.
    """

    settings: Settings
    opened: Database | None
    is_debugging: bool

    @property
    def db(self) -> Database:
        """The database, for checks that are looked at only while it answers."""
        if self.opened is None:
            raise LookupError("there is no database to look at")
        return self.opened

    @property
    def is_public(self) -> bool:
        """Whether PUBLIC_URL names a place that others than this machine and network can reach."""
        return not is_local(urlsplit(self.settings.public_url).hostname or "")

    @cached_property
    def host(self) -> HostAnswer:
        """What the host of JKOPAY_BASE_URL answers to a call without keys."""
        return ask_host(self.settings.jkopay_base_url)

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """What came of calling the shop through PUBLIC_URL, as JKOPay would."""
        return rehearse(self.settings.public_url, self.settings.secret_key.get_secret_value())
