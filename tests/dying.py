"""A process that dies at a labelled step: the client of a shop that is killed right before or right after a call."""

from collections.abc import Sequence
from dataclasses import replace

from app.jkopay import (
    Authpay,
    AuthpayApi,
    BindingAnswer,
    ChargeRequest,
    EntryAnswer,
    EntryRequest,
    Inquiry,
    JkopayClient,
    LimitedRequest,
    RefundAnswer,
    RefundRequest,
    RegularRequest,
    Transaction,
)
from app.services.wallet import Wallet
from tests.running import RunningShop


class Killed(BaseException):
    """Not an Exception: nothing of the shop may catch it, as nothing catches a kill."""


class DyingClient(JkopayClient):
    """Dies before the request leaves (`sends` False), or after JKOPay has answered and before anything is stored."""

    sends = False

    def __init__(self, base_url: str, *, api_key: str, secret_key: str) -> None:
        super().__init__(base_url, api_key=api_key, secret_key=secret_key)
        self.authpay = DyingAuthpay(self)

    def entry(self, request: EntryRequest | bytes) -> EntryAnswer:
        if self.sends:
            super().entry(request)
        raise Killed

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:
        if self.sends:
            super().refund(request)
        raise Killed

    def inquiry(self, ids: object) -> Inquiry:
        if self.sends:
            super().inquiry(ids)  # type: ignore[arg-type]
        raise Killed


class DyingAuthpay(AuthpayApi):
    """As `DyingClient`, whose it is, for authorized payment."""

    def __init__(self, client: DyingClient) -> None:
        super().__init__(client._sender)
        self._client = client

    def limited(self, request: LimitedRequest | bytes) -> BindingAnswer:
        if self._client.sends:
            super().limited(request)
        raise Killed

    def regular(self, request: RegularRequest | bytes) -> BindingAnswer:
        if self._client.sends:
            super().regular(request)
        raise Killed

    def transaction(self, request: ChargeRequest | bytes) -> Transaction:
        if self._client.sends:
            super().transaction(request)
        raise Killed

    def inquiry(self, platform_order_ids: Sequence[str]) -> Inquiry:
        if self._client.sends:
            super().inquiry(platform_order_ids)
        raise Killed

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:
        if self._client.sends:
            super().refund(request)
        raise Killed

    def detail(self, auth_no: str) -> Authpay:
        if self._client.sends:
            super().detail(auth_no)
        raise Killed

    def cancel(self, auth_no: str) -> None:
        if self._client.sends:
            super().cancel(auth_no)
        raise Killed


def dying_wallet(shop: RunningShop, *, sends: bool) -> Wallet:
    """The shop's wallet in a process that dies at its next call."""
    client = shop.sandbox.client(DyingClient)
    client.sends = sends
    return replace(shop.wallet, client=client)
