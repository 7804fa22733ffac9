"""One signed call of each API about an order or authorization of a given amount."""

import json
from typing import Any

import requests

from tests.sandbox.authpay_wire import CANCEL, DETAIL, LIMITED, REFUND, REGULAR, TRANSACTION, AuthpayWire
from tests.sandbox.authpay_wire import INQUIRY as AUTHPAY_INQUIRY
from tests.sandbox.wire import ENTRY, INQUIRY
from tests.sandbox.wire import REFUND as ONLINEPAY_REFUND

PLENTY = 1_000_000


class MagicCall:
    """Prepares what the call needs, and makes the very same call as often as it is sent."""

    def __init__(self, wire: AuthpayWire, api: str, amount: int) -> None:
        self._wire = wire
        self._method, self._path = api.split()
        self._payload = self._prepare(api, amount, f"{api.rpartition('/')[2]}-{amount}")

    def send(self, timeout: float = 20) -> requests.Response:
        if isinstance(self._payload, str):
            return self._wire.get(self._path, self._payload, timeout)
        return self._wire.post(self._path, json.dumps(self._payload).encode(), timeout)

    def _prepare(self, api: str, amount: int, name: str) -> dict[str, Any] | str:
        wire = self._wire
        prices: dict[str, Any] = {"total_price": amount, "final_price": amount}
        match api:
            case value if value == ENTRY:
                return wire.entry_fields(name, **prices)
            case value if value == ONLINEPAY_REFUND:
                wire.paid_order(name, **prices)
                return {"platform_order_id": name, "refund_amount": 1, "refund_order_id": name}
            case value if value == INQUIRY:
                wire.entry(name, **prices)
                return f"platform_order_ids={name},nobody"
            case value if value in (LIMITED, REGULAR):
                return wire.binding_fields(api.rpartition("/")[2], name, billing_amount=amount)
            case value if value in (DETAIL, CANCEL):
                auth_no = wire.bound(name=name, billing_amount=amount)
                return f"auth_no={auth_no}" if api == DETAIL else {"auth_no": auth_no}
        auth_no = wire.bound(name=name, quota=PLENTY)
        if api == TRANSACTION:
            return {"auth_no": auth_no, "order": wire.order_fields(name, amount)}
        wire.charge(auth_no, name, amount)
        if api == AUTHPAY_INQUIRY:
            return f"platform_order_ids={name},nobody"
        assert api == REFUND
        return {"platform_order_id": name, "refund_amount": 1, "refund_order_id": name}
