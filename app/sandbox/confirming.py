"""Asking the merchant's `confirm_url` just before the money moves (protocol section 4)."""

import json
from enum import Enum

from app.sandbox.callbacks import is_confirmed
from app.sandbox.deliveries import NOT_SENT, call
from app.sandbox.delivery_log import Delivery, DeliveryState, Message, add_delivery, end_delivery, log_attempt
from app.sandbox.faults import CONFIRM_CALLBACK, FaultKind
from app.sandbox.records import Order
from app.sandbox.rules import CONFIRM_RETRIES
from app.sandbox.sandbox import Sandbox


class Verdict(Enum):
    """YES only for `{"valid": true}`; NO for any other answer with HTTP 200; SILENT when no try got a 200."""

    YES = "yes"
    NO = "no"
    SILENT = "silent"


def ask_merchant(sandbox: Sandbox, order: Order) -> Verdict:
    """Call `confirm_url`, up to three times again, without a pause: the shopper is waiting."""
    if not order.entry.confirm_url:
        return Verdict.YES
    delivery = _keep(sandbox, order, order.entry.confirm_url)
    for _ in range(1 + CONFIRM_RETRIES):
        answer = _try_once(sandbox, delivery)
        if answer is not None:
            _end(sandbox, delivery, DeliveryState.DELIVERED)
            return Verdict.YES if is_confirmed(answer) else Verdict.NO
    _end(sandbox, delivery, DeliveryState.GIVEN_UP)
    return Verdict.SILENT


def _try_once(sandbox: Sandbox, delivery: Delivery) -> bytes | None:
    fault = sandbox.faults.take(CONFIRM_CALLBACK, lambda: (delivery.store_id,))
    if fault and fault.kind is FaultKind.DELAY:
        sandbox.stopping.wait(fault.seconds)
    said = None
    for _ in range(fault.copies if fault and fault.kind is FaultKind.DUPLICATE else 1):
        answer = NOT_SENT if fault and fault.kind is FaultKind.DROP else call(sandbox, delivery, fault)
        with sandbox.database.write() as connection:
            log_attempt(connection, delivery.number, sandbox.clock.now(), answer)
        said = answer.answer if answer.is_ok else said
    return said


def _keep(sandbox: Sandbox, order: Order, url: str) -> Delivery:
    order_id = order.entry.platform_order_id
    body = json.dumps({"platform_order_id": order_id}, ensure_ascii=False).encode()
    message = Message(CONFIRM_CALLBACK, order.merchant, order.entry.store_id, order_id, url, body)
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        return add_delivery(connection, DeliveryState.CONFIRMING, message, now)


def _end(sandbox: Sandbox, delivery: Delivery, state: DeliveryState) -> None:
    with sandbox.database.write() as connection:
        end_delivery(connection, delivery.number, state)
