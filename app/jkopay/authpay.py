"""The calls of authorized payment: protocol sections 5 to 7."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from .apis import Api
from .authorization import Authpay, read_detail
from .binding import BindingAnswer, LimitedRequest, RegularRequest, read_binding_answer
from .charge import ChargeRequest
from .checks import check_auth_no
from .envelope import read_answer
from .inquiry import Inquiry, build_inquiry_query, read_inquiry
from .refund import RefundAnswer, RefundRequest, read_refund_answer
from .send import Sender
from .transaction import Transaction, read_transaction
from .wire import write_json

_T = TypeVar("_T")


def _read_charge(result_object: dict[str, Any] | None) -> Transaction:
    return read_transaction(result_object or {})


def _read_nothing(_result_object: dict[str, Any] | None) -> None:
    return None


class AuthpayApi:
    """Authorized payment, as `JkopayClient.authpay`; every call sends one request and raises as the client says.

    Where a request may be given as bytes, they are those of its `to_bytes`, stored before the first call, and go out
    unchanged.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def limited(self, request: LimitedRequest | bytes) -> BindingAnswer:
        """Asks for an authorization without a fixed time, or for its link again (protocol section 5)."""
        return self._post(Api.AUTHPAY_LIMITED, request, read_binding_answer)

    def regular(self, request: RegularRequest | bytes) -> BindingAnswer:
        """Asks for an authorization on a cycle, or for its link again (protocol section 5)."""
        return self._post(Api.AUTHPAY_REGULAR, request, read_binding_answer)

    def transaction(self, request: ChargeRequest | bytes) -> Transaction:
        """Charges an authorization (protocol section 6).

        The row is returned as it was read: only `status` 0 with the id, amount and currency of the request is paid.
        """
        return self._post(Api.AUTHPAY_TRANSACTION, request, _read_charge)

    def refund(self, request: RefundRequest | bytes) -> RefundAnswer:
        """Gives back a charge or a part of it (protocol section 7)."""
        return self._post(Api.AUTHPAY_REFUND, request, read_refund_answer)

    def inquiry(self, platform_order_ids: Sequence[str]) -> Inquiry:
        """Asks after 1 to 20 charges (protocol section 6)."""
        query = build_inquiry_query(platform_order_ids).encode()
        answer = self._sender.send(Api.AUTHPAY_INQUIRY, query)
        return read_answer(Api.AUTHPAY_INQUIRY, answer, partial(read_inquiry, ids=platform_order_ids))

    def detail(self, auth_no: str) -> Authpay:
        """Asks how an authorization stands (protocol section 6)."""
        answer = self._sender.send(Api.AUTHPAY_DETAIL, f"auth_no={check_auth_no(auth_no)}".encode())
        return read_answer(Api.AUTHPAY_DETAIL, answer, partial(read_detail, auth_no=auth_no))

    def cancel(self, auth_no: str) -> None:
        """Ends an authorization (protocol section 6). A repetition raises `AuthorizationCanceled`."""
        self._post(Api.AUTHPAY_CANCEL, write_json({"auth_no": check_auth_no(auth_no)}).encode(), _read_nothing)

    def _post(
        self,
        api: Api,
        request: LimitedRequest | ChargeRequest | RefundRequest | bytes,
        read: Callable[[dict[str, Any] | None], _T],
    ) -> _T:
        body = request if isinstance(request, bytes) else request.to_bytes()
        return read_answer(api, self._sender.send(api, body), read)
