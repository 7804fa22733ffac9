"""Signed calls of authorized payment, written out by hand."""

import json
from typing import Any

import requests

from tests.sandbox.wire import Wire

LIMITED = "POST /platform/authpay/limited"
REGULAR = "POST /platform/authpay/regular"
TRANSACTION = "POST /platform/authpay/transaction"
REFUND = "POST /platform/authpay/refund"
INQUIRY = "GET /platform/authpay/inquiry"
DETAIL = "GET /platform/authpay/detail"
CANCEL = "POST /platform/authpay/cancel"

MONDAY_MORNING = "2027-03-01T10:00:00+08:00"
MONTHLY = {"period": "month", "times": 1}


class AuthpayWire(Wire):
    """A merchant's integration, in a few lines. Amounts are TWD 390 unless told otherwise."""

    def binding_fields(self, kind: str, name: str | None = "bind-1", **fields: object) -> dict[str, object]:
        known: dict[str, object] = {
            "authpay_name": "月付會員",
            "store_id": self.store["store_id"],
            "platform_authpay_id": name,
            "billing_amount": 390,
            "result_url": f"{self.merchant_url}/bound",
            "result_display_url": f"{self.merchant_url}/back",
        }
        cycle = {"billing_cycle": MONTHLY} if kind == "regular" else {}
        return {name: value for name, value in (known | cycle | fields).items() if value is not ...}

    def bind(self, kind: str = "limited", name: str | None = "bind-1", **fields: object) -> dict[str, Any]:
        """A field given as `...` is left out."""
        return self.call(f"POST /platform/authpay/{kind}", self.binding_fields(kind, name, **fields))

    def bound(
        self,
        kind: str = "limited",
        name: str | None = "bind-1",
        *,
        user: str = "balance",
        quota: int | None = None,
        **fields: object,
    ) -> str:
        """A granted authorization: its `auth_no`."""
        auth_no: str = self.bind(kind, name, **fields)["result_object"]["auth_no"]
        assert "authpay" in self.sandbox.grant(auth_no, user, quota)
        return auth_no

    def order_fields(self, order_id: str = "charge-1", amount: object = 390, **fields: object) -> dict[str, object]:
        known: dict[str, object] = {
            "platform_order_id": order_id,
            "trade_name": "第1次扣款",
            "currency": "TWD",
            "total_price": amount,
            "final_price": amount,
        }
        return {name: value for name, value in (known | fields).items() if value is not ...}

    def charge(
        self, auth_no: str, order_id: str = "charge-1", amount: object = 390, **fields: object
    ) -> dict[str, Any]:
        return self.call(TRANSACTION, {"auth_no": auth_no, "order": self.order_fields(order_id, amount, **fields)})

    def refund_charge(
        self, order_id: str, amount: object, refund_id: str | None = None, **more: object
    ) -> dict[str, Any]:
        named = {"refund_order_id": refund_id} if refund_id else {}
        return self.call(REFUND, {"platform_order_id": order_id, "refund_amount": amount} | named | more)

    def cancel(self, auth_no: object) -> dict[str, Any]:
        return self.call(CANCEL, {"auth_no": auth_no})

    def detail(self, auth_no: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.get("/platform/authpay/detail", f"auth_no={auth_no}").json()
        return answer

    def authpay(self, auth_no: str) -> dict[str, Any]:
        row: dict[str, Any] = self.detail(auth_no)["result_object"]["authpay"]
        return row

    def charges(self, *order_ids: str) -> list[dict[str, Any]]:
        answer = self.get("/platform/authpay/inquiry", "platform_order_ids=" + ",".join(order_ids)).json()
        assert answer["result"] == "000", answer
        rows: list[dict[str, Any]] = answer["result_object"]["transactions"]
        return rows

    def charge_status(self, order_id: str = "charge-1") -> int:
        status: int = self.charges(order_id)[0]["status"]
        return status

    def call(self, api: str, fields: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.post(api.removeprefix("POST "), json.dumps(fields).encode()).json()
        return answer

    def forged(self, api: str) -> dict[str, Any]:
        """The call with a digest of nobody."""
        method, path = api.split()
        headers = self.headers(b"") | {"digest": "0" * 64}
        answer: dict[str, Any] = requests.request(
            method, self.sandbox.url + path, data=b"{}", headers=headers, timeout=20
        ).json()
        return answer
