"""Sends result and cancellation callbacks from the rows that ask for them."""

import threading
import time
from datetime import datetime, timedelta

from app.sandbox.callbacks import CallbackAnswer, call_merchant
from app.sandbox.delivery_log import (
    Delivery,
    DeliveryState,
    claim_due,
    end_delivery,
    log_attempt,
    next_due,
    postpone,
    release_claims,
    release_held,
    schedule_retry,
)
from app.sandbox.faults import CANCELLATION_CALLBACK, RESULT_CALLBACK, Fault, FaultKind
from app.sandbox.sandbox import Sandbox
from app.sandbox.signing import sign

# A merchant that takes 10 s for each must not keep the others waiting.
_AT_ONCE = 16
NOT_SENT = CallbackAnswer(None, None, b"", "dropped on purpose", 0)


class Deliveries:
    """A background worker. Rows are its only queue, so a restart loses nothing."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._free = threading.Semaphore(_AT_ONCE)
        self._thread: threading.Thread | None = None
        self._senders: set[threading.Thread] = set()
        self._ended = False

    def start(self) -> None:
        """Begin sending."""
        with self._sandbox.database.write() as connection:
            release_claims(connection)
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within a second; what is not answered by then is sent again at the next start."""
        self._sandbox.stopping.set()
        self._sandbox.delivery_due.set()
        deadline = time.monotonic() + 1
        for thread in [self._thread, *self._senders]:
            if thread:
                thread.join(max(0, deadline - time.monotonic()))
        self._ended = True

    def _run(self) -> None:
        sandbox = self._sandbox
        while not sandbox.stopping.is_set():
            self._sandbox.delivery_due.clear()
            now = sandbox.clock.now()
            with sandbox.database.write() as connection:
                generation = sandbox.generation
                due = claim_due(connection, now, _AT_ONCE)
                later = None if due else next_due(connection)
            for delivery in due:
                self._free.acquire()
                sender = threading.Thread(target=self._send, args=(delivery, generation), daemon=True)
                self._senders.add(sender)
                sender.start()
            if not due:
                self._sandbox.delivery_due.wait(self._pause(now, later))

    def _pause(self, now: datetime, later: datetime | None) -> float | None:
        """Seconds until the next callback is due; None when no time that passes makes one due."""
        if later is None or self._sandbox.clock.is_frozen:
            return None
        return max(0.001, (later - now).total_seconds())

    def _send(self, delivery: Delivery, generation: int) -> None:
        try:
            fault = None if delivery.spared else self._take_fault(delivery)
            if fault and fault.kind in (FaultKind.DELAY, FaultKind.REORDER):
                self._postpone(delivery, fault)
                return
            copies = fault.copies if fault and fault.kind is FaultKind.DUPLICATE else 1
            for _ in range(copies):
                answer = NOT_SENT if fault and fault.kind is FaultKind.DROP else call(self._sandbox, delivery, fault)
                self._settle(delivery, answer, generation)
        finally:
            self._senders.discard(threading.current_thread())
            self._free.release()
            self._sandbox.delivery_due.set()

    def _take_fault(self, delivery: Delivery) -> Fault | None:
        planned = self._sandbox.faults.take(delivery.callback, lambda: (delivery.store_id,))
        if planned or delivery.callback != RESULT_CALLBACK:
            return planned
        return self._sandbox.magic.of_result_callback(delivery.merchant, delivery.platform_order_id)

    def _postpone(self, delivery: Delivery, fault: Fault) -> None:
        until = self._sandbox.clock.now() + timedelta(seconds=fault.seconds)
        with self._sandbox.database.write() as connection:
            postpone(connection, delivery, until, held=fault.kind is FaultKind.REORDER)

    def _settle(self, delivery: Delivery, answer: CallbackAnswer, generation: int) -> None:
        if self._ended:
            return
        now = self._sandbox.clock.now()
        with self._sandbox.database.write() as connection:
            if self._sandbox.generation != generation:
                return
            log_attempt(connection, delivery.number, now, answer)
            if answer.is_ok:
                end_delivery(connection, delivery.number, DeliveryState.DELIVERED)
                release_held(connection, now)
            else:
                schedule_retry(connection, delivery, now, is_retried=self._is_retried(delivery))

    def _is_retried(self, delivery: Delivery) -> bool:
        """No retry of a cancellation is documented; that there is none is one of two readings (protocol section 9)."""
        return delivery.callback != CANCELLATION_CALLBACK or self._sandbox.switches.cancellation_tries == "retried"


def call(sandbox: Sandbox, delivery: Delivery, fault: Fault | None = None) -> CallbackAnswer:
    """Make one call of a delivery, with its merchant's digest as the switch says, unless a fault says otherwise."""
    merchant = sandbox.merchants.get(delivery.merchant)
    kind = fault.kind if fault else None
    digest = None
    if merchant and kind is FaultKind.BAD_DIGEST:
        # Of other bytes, as if somebody had changed the body on its way.
        digest = sign(merchant.secret_key, delivery.body + b" ")
    elif merchant and sandbox.switches.callback_digest and kind is not FaultKind.NO_DIGEST:
        digest = sign(merchant.secret_key, delivery.body)
    return call_merchant(delivery.url, delivery.body, digest)


def redeliver(sandbox: Sandbox, delivery: Delivery) -> CallbackAnswer:
    """Send a callback once more, now, whatever its schedule; a 200 ends the schedule."""
    answer = call(sandbox, delivery)
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        log_attempt(connection, delivery.number, now, answer)
        if answer.is_ok:
            end_delivery(connection, delivery.number, DeliveryState.DELIVERED)
    return answer
