"""The client a program holds."""

from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import Self

from .apis import Api
from .authpay import AuthpayApi
from .deadline import Limits
from .envelope import read_answer
from .exchange import OnExchange, tell_nobody
from .inquiry import Inquiry, build_inquiry_query, read_inquiry
from .onlinepay import EntryAnswer, EntryRequest, read_entry_answer
from .refund import RefundAnswer, RefundRequest, read_refund_answer
from .send import Sender


class JkopayClient:
    """Calls JKOPay's Platform APIs; safe to share between threads and greenlets, and keeps connections alive.

    `base_url` and the keys come from JKOPay by contract; plain http is taken for a sandbox. Times are seconds:
    `connect_timeout` for name, connection and TLS together, `read_timeout` for one wait on the answer, `deadline` for
    the whole call. `ca_bundle` is a PEM file of certificates to trust instead of those that come with `requests`.
    `on_exchange` is told of every call as it went over the wire, in the thread that makes it.
    Raises `RequestInvalid` for a setting that cannot work.

    OnlinePay's calls are methods of the client, those of authorized payment of its `authpay`.

    Every call sends exactly one request. Each raises `RequestInvalid` (nothing was sent), `WalletRefused` (JKOPay
    said no) or `WalletSilent` (the outcome is unknown).
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str,
        secret_key: str,
        connect_timeout: float = 5.0,
        read_timeout: float = 10.0,
        deadline: float = 15.0,
        ca_bundle: str | None = None,
        on_exchange: OnExchange = tell_nobody,
    ) -> None:
        limits = Limits(connect_timeout, read_timeout, deadline)
        self._sender = Sender(base_url, api_key, secret_key, limits, ca_bundle, on_exchange)
        self.authpay = AuthpayApi(self._sender)

    def __repr__(self) -> str:
        return f"JkopayClient({self._sender.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections that wait for the next call."""
        self._sender.close()

    def entry(self, request: EntryRequest | bytes) -> EntryAnswer:
        """Creates an order, or asks for its link again (protocol section 2).

        Bytes are those of `EntryRequest.to_bytes`, stored before the first call, and go out unchanged.
        """
        body = request if isinstance(request, bytes) else request.to_bytes()
        return read_answer(Api.ENTRY, self._sender.send(Api.ENTRY, body), read_entry_answer)

    def inquiry(self, platform_order_ids: Sequence[str]) -> Inquiry:
        """Asks after 1 to 20 orders (protocol section 3)."""
        query = build_inquiry_query(platform_order_ids).encode()
        answer = self._sender.send(Api.INQUIRY, query)
        return read_answer(Api.INQUIRY, answer, partial(read_inquiry, ids=platform_order_ids))

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:
        """Gives back an order or a part of it (protocol section 7).

        Bytes are those of `RefundRequest.to_bytes`, stored before the first call, and go out unchanged.
        """
        body = request if isinstance(request, bytes) else request.to_bytes()
        return read_answer(Api.REFUND, self._sender.send(Api.REFUND, body), read_refund_answer)
