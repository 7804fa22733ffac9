"""The parts of a running sandbox, held together."""

from dataclasses import dataclass, field
from threading import Event

from flask import current_app

from app.sandbox.agenda import Agenda
from app.sandbox.answers import Answer
from app.sandbox.clock import Clock
from app.sandbox.database import Database, recall, remember
from app.sandbox.deductions import release_flights
from app.sandbox.faults import Fault
from app.sandbox.schema import MERCHANT_DATA
from app.sandbox.settings import SandboxSettings
from app.sandbox.stores import Merchant, make_stores, open_merchant
from app.sandbox.switches import Switches


@dataclass
class Sandbox:
    """One sandbox. `stopping` is set when it ends, so that nothing sleeps on; `delivery_due` when a callback may be
    due: a payment was made or the clock moved."""

    settings: SandboxSettings
    database: Database
    clock: Clock
    merchant: Merchant
    switches: Switches
    faults: Agenda[Fault] = field(default_factory=Agenda)
    planned: Agenda[Answer] = field(default_factory=Agenda)
    stopping: Event = field(default_factory=Event)
    delivery_due: Event = field(default_factory=Event)

    def use_switches(self, switches: Switches) -> None:
        """Play the undocumented points this way from now on, and after a restart."""
        with self.database.write() as connection:
            remember(connection, "switches", switches.model_dump())
        self.switches = switches

    def empty(self) -> None:
        """Forget everything but the keys."""
        self.faults.clear()
        self.planned.clear()
        with self.database.write() as connection:
            for table in (*MERCHANT_DATA, "stores"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own schema
            make_stores(connection, self.merchant, self.settings.cancellation_url)
        self.use_switches(Switches())
        self.clock.reset()


def open_sandbox(settings: SandboxSettings) -> Sandbox:
    """Open the database and what it remembers.

    Raises DatabaseUnusable.
    """
    database = Database(settings.data_dir / "sandbox.sqlite3")
    with database.write() as connection:
        merchant = open_merchant(connection, settings)
        release_flights(connection)
        kept = recall(connection, "switches")
    switches = Switches.model_validate(kept) if kept else Switches()
    return Sandbox(settings, database, Clock(database), merchant, switches)


def the_sandbox() -> Sandbox:
    """The sandbox of the Flask app that is answering."""
    sandbox: Sandbox = current_app.extensions["sandbox"]
    return sandbox
