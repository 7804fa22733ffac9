"""Planning a fault: the same for the control interface and the console."""

from app.sandbox.control_bodies import FaultBody
from app.sandbox.sandbox import Sandbox


def add_fault(sandbox: Sandbox, asked: FaultBody) -> None:
    """Let it strike from now on."""
    sandbox.faults.add(
        asked.api,
        asked.as_fault(),
        asked.most_times(),
        store_id=asked.store_id,
        probability=asked.probability,
        seed=asked.seed,
    )
