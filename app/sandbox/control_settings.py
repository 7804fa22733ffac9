"""Changing switches, stores and the time while the sandbox runs."""

from dataclasses import replace
from typing import Any

from app.sandbox.clock import Clock
from app.sandbox.control_bodies import ClockBody, SettingsBody
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import find_store, save_store
from app.sandbox.switches import Switches
from app.sandbox.targets import callback_problem


def apply_settings(sandbox: Sandbox, body: SettingsBody) -> None:
    """Change what is given, all of it or nothing.

    Raises ValueError for an unknown store, switch or value.
    """
    switches = Switches.model_validate(sandbox.switches.model_dump() | body.switches)
    with sandbox.database.write() as connection:
        for store_id, wanted in body.stores.items():
            store = find_store(connection, store_id)
            if store is None:
                raise ValueError(f"there is no store {store_id}")
            changes: dict[str, Any] = wanted.changes()
            _check_address(changes.get("cancellation_url"), switches)
            save_store(connection, replace(store, **changes))
    sandbox.use_switches(switches)


def apply_clock(clock: Clock, body: ClockBody) -> None:
    """Stop the clock or let it run, then move it.

    Raises ValueError outside the years 2000 to 2199.
    """
    if body.frozen is not None and body.frozen != clock.is_frozen:
        clock.freeze() if body.frozen else clock.thaw()
    if body.now is not None:
        clock.set(body.now)
    elif body.advance_seconds is not None:
        clock.advance(body.advance_seconds)


def _check_address(url: str | None, switches: Switches) -> None:
    if url and (problem := callback_problem(url, https_only=switches.https_only_callbacks)):
        raise ValueError(f"cancellation_url: {problem}")
