"""Reading what JKOPay sends to the merchant: protocol section 4.

Nothing here is proof of anything: no signature of these calls is documented. Ask the inquiry and act on that.
"""

from typing import Any

from .checks import check_id
from .errors import NotificationInvalid, RequestInvalid
from .fields import FieldUnreadable
from .transaction import Transaction, read_transaction
from .wire import read_json


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


def parse_result(body: bytes) -> Transaction:
    """The `transaction` a `result_url` is told. Raises `NotificationInvalid`."""
    row = _read_object(body).get("transaction")
    if not isinstance(row, dict):
        raise NotificationInvalid("transaction: is not an object")
    try:
        return read_transaction(row)
    except FieldUnreadable as error:
        raise NotificationInvalid(str(error)) from None
