"""The parts of a running sandbox, held together."""

from dataclasses import dataclass, field
from threading import Event

from flask import current_app

from app.sandbox.agenda import Agenda
from app.sandbox.answers import Answer
from app.sandbox.clock import Clock
from app.sandbox.database import Database, DatabaseUnusable, recall, remember
from app.sandbox.deductions import release_flights
from app.sandbox.faults import Fault
from app.sandbox.magic_calls import MagicValues
from app.sandbox.merchants import FIRST, KeyTaken, Merchants, open_first_merchant
from app.sandbox.schema import MERCHANT_DATA
from app.sandbox.settings import SandboxSettings
from app.sandbox.stores import make_first_stores
from app.sandbox.switches import Switches


@dataclass
class Sandbox:
    """One sandbox. `stopping` is set when it ends, so that nothing sleeps on; `delivery_due` when a callback may be
    due: a payment was made or the clock moved. `generation` counts what was imported: a call that began before knows
    rows that are gone."""

    settings: SandboxSettings
    database: Database
    clock: Clock
    merchants: Merchants
    first_store_id: str
    switches: Switches
    magic: MagicValues
    faults: Agenda[Fault] = field(default_factory=Agenda)
    planned: Agenda[Answer] = field(default_factory=Agenda)
    stopping: Event = field(default_factory=Event)
    delivery_due: Event = field(default_factory=Event)
    generation: int = 0

    def use_switches(self, switches: Switches) -> None:
        """Play the undocumented points this way from now on, and after a restart."""
        with self.database.write() as connection:
            remember(connection, "switches", switches.model_dump())
        self.switches = switches

    def empty(self) -> None:
        """Forget everything but the first merchant's keys and the id of its first store."""
        self.faults.clear()
        self.planned.clear()
        with self.database.write() as connection:
            for table in (*MERCHANT_DATA, "stores"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own schema
            connection.execute("DELETE FROM merchants WHERE number != ?", (FIRST,))
            make_first_stores(connection, self.first_store_id, self.settings.cancellation_url)
            self.merchants.load(connection)
        self.use_switches(Switches())
        self.clock.reset()
        self.magic.reset()

    def recall_state(self) -> None:
        """Take up what the database remembers, after an import."""
        with self.database.read() as connection:
            self.merchants.load(connection)
            self.first_store_id = str(recall(connection, "first_store_id"))
            self.switches = Switches.model_validate(recall(connection, "switches") or {})
        self.clock.load()
        self.magic.load()
        self.generation += 1


def open_sandbox(settings: SandboxSettings) -> Sandbox:
    """Open the database and what it remembers.

    Raises DatabaseUnusable.
    """
    database = Database(settings.data_dir / "sandbox.sqlite3")
    merchants = Merchants()
    try:
        with database.write() as connection:
            store_id = open_first_merchant(connection, settings)
            make_first_stores(connection, store_id, settings.cancellation_url)
            release_flights(connection)
            kept = recall(connection, "switches")
            merchants.load(connection)
    except KeyTaken as error:
        database.close()
        raise DatabaseUnusable(f"A setting is in use in {settings.data_dir}: {error}.") from error
    switches = Switches.model_validate(kept) if kept else Switches()
    return Sandbox(settings, database, Clock(database), merchants, store_id, switches, MagicValues(database))


def the_sandbox() -> Sandbox:
    """The sandbox of the Flask app that is answering."""
    sandbox: Sandbox = current_app.extensions["sandbox"]
    return sandbox
