"""A process that dies at a labelled step: the client of a shop that is killed right before or right after a call."""

from dataclasses import replace

from app.jkopay import EntryAnswer, EntryRequest, Inquiry, JkopayClient, RefundAnswer, RefundRequest
from app.services.wallet import Wallet
from tests.running import RunningShop


class Killed(BaseException):
    """Not an Exception: nothing of the shop may catch it, as nothing catches a kill."""


class DyingClient(JkopayClient):
    """Dies before the request leaves (`sends` False), or after JKOPay has answered and before anything is stored."""

    sends = False

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


def dying_wallet(shop: RunningShop, *, sends: bool) -> Wallet:
    """The shop's wallet in a process that dies at its next call."""
    store = shop.sandbox.store
    client = DyingClient(shop.sandbox.url, api_key=store["api_key"], secret_key=store["secret_key"])
    client.sends = sends
    return replace(shop.wallet, client=client)
