"""What the control interface shows, as JSON values."""

from collections.abc import Sequence
from datetime import datetime

from app.sandbox import answers
from app.sandbox.delivery_log import Attempt, Delivery, find_delivery, list_attempts, list_deliveries
from app.sandbox.merchant_views import store_fields
from app.sandbox.rules import PaymentProblem
from app.sandbox.sandbox import Sandbox
from app.sandbox.stores import list_stores
from app.sandbox.transactions import Row

_MOST_DELIVERIES = 500
# The wallet's own refusals have documented numbers (protocol section 6); the others are the sandbox's words alone.
_DOCUMENTED = {
    PaymentProblem.ALREADY_PAID: answers.ORDER_IS_PAID,
    PaymentProblem.OVER_LIMIT: answers.OVER_MONTHLY_LIMIT,
    PaymentProblem.PAYMENT_FAILED: answers.PAYMENT_FAILED,
    PaymentProblem.SHORT: answers.SHORT_OF_MONEY,
}


def refusal(problem: PaymentProblem) -> Row:
    """Why the money did not move."""
    answer = _DOCUMENTED.get(problem)
    return {
        "reason": problem,
        "result": answer.result if answer else None,
        "message": answer.message if answer else None,
    }


def settings(sandbox: Sandbox) -> Row:
    """All switches and what may change of the stores."""
    with sandbox.database.read() as connection:
        found = list_stores(connection)
    return {
        "switches": sandbox.switches.model_dump(),
        "stores": {store.store_id: store_fields(store) for store in found},
    }


def deliveries(sandbox: Sandbox, platform_order_id: str | None) -> list[Row]:
    """The newest callbacks, oldest first."""
    with sandbox.database.read() as connection:
        found = list_deliveries(connection, platform_order_id, _MOST_DELIVERIES)
        return [_delivery(each, list_attempts(connection, each)) for each in found]


def delivery(sandbox: Sandbox, number: int) -> Row | None:
    """One callback."""
    with sandbox.database.read() as connection:
        found = find_delivery(connection, number)
        return _delivery(found, list_attempts(connection, found)) if found else None


def _delivery(found: Delivery, attempts: Sequence[Attempt]) -> Row:
    return {
        "id": found.number,
        "callback": found.callback.removeprefix("callback "),
        "merchant_id": found.merchant,
        "store_id": found.store_id,
        "platform_order_id": found.platform_order_id,
        "url": found.url,
        "body": found.body.decode(),
        "state": found.state,
        "created_at": _iso(found.created_at),
        "next_at": _iso(found.next_at),
        "attempts": [_attempt(attempt) for attempt in attempts],
    }


def _attempt(attempt: Attempt) -> Row:
    return {
        "at": _iso(attempt.tried_at),
        "digest": attempt.digest,
        "status": attempt.status,
        "answer": attempt.answer.decode(errors="replace"),
        "problem": attempt.problem,
        "milliseconds": attempt.milliseconds,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
