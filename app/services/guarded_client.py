"""The client behind a breaker: while JKOPay is away no call waits for it, and probes tell when it is back."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from typing import Protocol, TypeVar

import structlog

from app.jkopay import (
    Api,
    Authpay,
    AuthpayApi,
    BindingAnswer,
    ChargeRequest,
    EntryAnswer,
    EntryRequest,
    Exchange,
    Inquiry,
    JkopayClient,
    LimitedRequest,
    RefundAnswer,
    RefundRequest,
    RegularRequest,
    Silence,
    Transaction,
    WalletRefused,
    WalletSilent,
)
from app.models import Outcome
from app.services.api_calls import Call, sent_call
from app.services.breaker import Breaker

PROBE_SECONDS = (1.5, 2.5)
"""Between these a probe follows the one before it; spread, so that many processes do not knock together."""

PROBE_ID = "shop-probe"
"""No order has this number, so JKOPay's answer is 102, no such order, and that is all we want to hear."""

# What the client last sent in this thread or greenlet: what came of it is known only after its answer is read.
_exchange: ContextVar[Exchange | None] = ContextVar("exchange", default=None)

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")

log = structlog.get_logger(__name__)


class Observe(Protocol):
    """Told of each call: `outcome` is `answered`, `refused`, `silent` or `held_back`, `result` JKOPay's code or why."""

    def __call__(self, *, api: str, outcome: str, result: str, seconds: float) -> None: ...


class Guard:
    """Lets calls through to JKOPay, or answers for it with a silence of which certainly nothing was sent."""

    def __init__(self, breaker: Breaker, observe: Observe, keep: Callable[[Call], None]) -> None:
        self._breaker = breaker
        self._observe = observe
        self._keep = keep

    def call(self, api: str, send: Callable[[_Asked], _Answer], asked: _Asked) -> _Answer:
        """`send(asked)`, unless the breaker is open. Raises what `send` raises."""
        if self._breaker.is_open:
            self._note(api, "held_back", Silence.NOT_SENT, 0.0)
            raise WalletSilent(api, Silence.NOT_SENT, may_have_arrived=False, cause="breaker open")
        return self.let_through(api, send, asked)

    def let_through(self, api: str, send: Callable[[_Asked], _Answer], asked: _Asked) -> _Answer:
        """`send(asked)`, and the breaker learns what came of it."""
        started = time.monotonic()
        _exchange.set(None)
        try:
            answer = send(asked)
        except WalletRefused as refusal:
            self._note(api, "refused", refusal.result, time.monotonic() - started)
            self._keep_exchange(Outcome.REFUSED, refusal.result, refusal.message)
            self._breaker.note_answer()
            raise
        except WalletSilent as silence:
            self._note(api, "silent", silence.reason, time.monotonic() - started)
            # While JKOPay is away the probes that nobody answers would push out everything worth reading.
            if asked != [PROBE_ID]:
                self._keep_exchange(Outcome.SILENT, silence.reason, cause=silence.cause)
            self._breaker.note_silence(silence)
            raise
        self._note(api, "answered", "000", time.monotonic() - started)
        self._keep_exchange(Outcome.ANSWERED, "000")
        self._breaker.note_answer()
        return answer

    def _keep_exchange(self, outcome: Outcome, result: str, message: str | None = None, cause: str = "") -> None:
        exchange = _exchange.get()
        if exchange is not None:
            _exchange.set(None)
            self._keep(sent_call(exchange, outcome, result, message, cause))

    def _note(self, api: str, outcome: str, result: str, seconds: float) -> None:
        self._observe(api=api, outcome=outcome, result=result, seconds=seconds)
        log.info("jkopay_call", api=api, outcome=outcome, result=result, ms=round(seconds * 1000))


class GuardedAuthpay(AuthpayApi):
    """Authorized payment behind the same guard."""

    def __init__(self, unguarded: AuthpayApi, guard: Guard) -> None:
        self._unguarded = unguarded
        self._guard = guard

    def limited(self, request: LimitedRequest | bytes) -> BindingAnswer:
        return self._guard.call(Api.AUTHPAY_LIMITED, self._unguarded.limited, request)

    def regular(self, request: RegularRequest | bytes) -> BindingAnswer:
        return self._guard.call(Api.AUTHPAY_REGULAR, self._unguarded.regular, request)

    def transaction(self, request: ChargeRequest | bytes) -> Transaction:
        return self._guard.call(Api.AUTHPAY_TRANSACTION, self._unguarded.transaction, request)

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:
        return self._guard.call(Api.AUTHPAY_REFUND, self._unguarded.refund, request)

    def inquiry(self, platform_order_ids: Sequence[str]) -> Inquiry:
        return self._guard.call(Api.AUTHPAY_INQUIRY, self._unguarded.inquiry, platform_order_ids)

    def detail(self, auth_no: str) -> Authpay:
        return self._guard.call(Api.AUTHPAY_DETAIL, self._unguarded.detail, auth_no)

    def cancel(self, auth_no: str) -> None:
        return self._guard.call(Api.AUTHPAY_CANCEL, self._unguarded.cancel, auth_no)


class GuardedClient(JkopayClient):
    """As `JkopayClient`, with a `breaker`; `observe` is told of each call, `tell` when the breaker opens or closes.

    `keep` is given each call as it went over the wire.

    While the breaker is open a thread probes with an inquiry after no order: harmless, and answered by any JKOPay that
    is there. `close` ends it.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str,
        secret_key: str,
        observe: Observe,
        tell: Callable[[bool], None],
        keep: Callable[[Call], None],
    ) -> None:
        super().__init__(base_url, api_key=api_key, secret_key=secret_key, on_exchange=_exchange.set)
        self._tell = tell
        self._lock = threading.Lock()
        self._is_probing = False
        self._closing = threading.Event()
        self.breaker = Breaker(self._on_change)
        self._guard = Guard(self.breaker, observe, keep)
        self.authpay = GuardedAuthpay(self.authpay, self._guard)

    def close(self) -> None:
        self._closing.set()
        super().close()

    def entry(self, request: EntryRequest | bytes) -> EntryAnswer:
        return self._guard.call(Api.ENTRY, super().entry, request)

    def inquiry(self, platform_order_ids: Sequence[str]) -> Inquiry:
        return self._guard.call(Api.INQUIRY, super().inquiry, platform_order_ids)

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:
        return self._guard.call(Api.REFUND, super().refund, request)

    def _on_change(self, is_open: bool) -> None:
        self._tell(is_open)
        with self._lock:
            starts = is_open and not self._is_probing
            self._is_probing = self._is_probing or starts
        if starts:
            threading.Thread(target=self._probe, name="jkopay-probe", daemon=True).start()

    def _probe(self) -> None:
        while not self._is_done():
            if not self._closing.wait(random.uniform(*PROBE_SECONDS)):  # noqa: S311  spreading, not secrecy
                with suppress(WalletRefused, WalletSilent):
                    self._guard.let_through(Api.INQUIRY, super().inquiry, [PROBE_ID])

    def _is_done(self) -> bool:
        # Under the lock: a breaker that opens again either finds this thread at work or starts another.
        with self._lock:
            self._is_probing = self.breaker.is_open and not self._closing.is_set()
            return not self._is_probing
