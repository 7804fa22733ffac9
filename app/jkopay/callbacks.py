"""Reading what JKOPay sends to the merchant: protocol section 4.

Nothing here is proof of anything: no signature of these calls is documented. Ask the inquiry, or an authorization's
detail, and act on that.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from .authorization import Authpay, read_authpay
from .checks import check_id
from .errors import NotificationInvalid, RequestInvalid
from .fields import FieldUnreadable
from .transaction import Transaction, read_transaction
from .wire import read_json

_T = TypeVar("_T")


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        content = read_json(body)
    except ValueError:
        raise NotificationInvalid("the body is not JSON") from None
    if not isinstance(content, dict):
        raise NotificationInvalid("the body is not an object")
    return content


def parse_confirm(body: bytes) -> str:
    """The `platform_order_id` a `confirm_url` is asked about. Raises `NotificationInvalid`."""
    try:
        return check_id("platform_order_id", _read_object(body).get("platform_order_id", ""))
    except RequestInvalid as error:
        raise NotificationInvalid(str(error)) from None


def _read_member(body: bytes, name: str, read: Callable[[dict[str, Any]], _T]) -> _T:
    member = _read_object(body).get(name)
    if not isinstance(member, dict):
        raise NotificationInvalid(f"{name}: is not an object")
    try:
        return read(member)
    except FieldUnreadable as error:
        raise NotificationInvalid(str(error)) from None


def parse_result(body: bytes) -> Transaction:
    """The `transaction` the `result_url` of an entry is told. Raises `NotificationInvalid`."""
    return _read_member(body, "transaction", read_transaction)


def parse_binding(body: bytes) -> Authpay:
    """The `authpay` the `result_url` of a binding is told, whatever its status. Raises `NotificationInvalid`."""
    return _read_member(body, "authpay", read_authpay)


def parse_cancellation(body: bytes) -> Authpay:
    """The `authpay` the registered cancellation URL is told; its status is `cancel`. Raises `NotificationInvalid`."""
    authpay = _read_member(body, "authpay", read_authpay)
    if authpay.status != "cancel":
        raise NotificationInvalid("status: is not cancel")
    return authpay
