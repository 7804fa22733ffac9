"""What the control interface shows of planned answers and faults, as JSON values."""

from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row


def answers(sandbox: Sandbox) -> list[Row]:
    """The answers planned."""
    return [
        {"id": each.id, "api": each.api, **vars(each.item), "times": each.left, "store_id": each.store_id}
        for each in sandbox.planned.waiting()
    ]


def faults(sandbox: Sandbox) -> list[Row]:
    """The faults planned."""
    return [
        {
            "id": each.id,
            "api": each.api,
            "fault": each.item.kind,
            "seconds": each.item.seconds,
            "copies": each.item.copies,
            "times": each.left,
            "store_id": each.store_id,
            "probability": each.probability,
            "seed": each.seed,
        }
        for each in sandbox.faults.waiting()
    ]
