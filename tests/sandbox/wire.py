"""Signed calls, written out here by hand: nothing of the shop's client or the sandbox's own signing is used."""

import hashlib
import hmac
import json
from typing import Any

import requests

from tests.sandbox.server import SandboxServer

ENTRY = "POST /platform/entry"
REFUND = "POST /platform/refund"
INQUIRY = "GET /platform/inquiry"


class Wire:
    """A merchant's integration, in a few lines."""

    def __init__(self, sandbox: SandboxServer, merchant_url: str, store: dict[str, Any] | None = None) -> None:
        self.sandbox = sandbox
        self.store = store or sandbox.store
        self.merchant_url = merchant_url
        self.session = requests.Session()

    def headers(self, payload: bytes) -> dict[str, str]:
        secret = self.store["secret_key"].encode()
        digest = hmac.new(secret, payload, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "api-key": self.store["api_key"],
            "digest": digest,
        }

    def post(self, path: str, payload: bytes, timeout: float = 20) -> requests.Response:
        headers = self.headers(payload)
        return self.session.post(
            f"{self.sandbox.url}{path}",
            data=payload,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
        )

    def get(self, path: str, query: str, timeout: float = 20) -> requests.Response:
        headers = self.headers(query.encode())
        return self.session.get(
            f"{self.sandbox.url}{path}?{query}", headers=headers, timeout=timeout, allow_redirects=False
        )

    def entry_fields(self, order_id: str = "order-1", **fields: object) -> dict[str, object]:
        known: dict[str, object] = {
            "platform_order_id": order_id,
            "store_id": self.store["store_id"],
            "currency": "TWD",
            "total_price": 1000,
            "final_price": 1000,
            "unredeem": 0,
            "result_url": f"{self.merchant_url}/result",
            "result_display_url": f"{self.merchant_url}/display",
        }
        return {name: value for name, value in (known | fields).items() if value is not ...}

    def entry(self, order_id: str = "order-1", **fields: object) -> dict[str, Any]:
        """An order of TWD 1000 unless told otherwise; a field given as `...` is left out."""
        payload = json.dumps(self.entry_fields(order_id, **fields)).encode()
        answer: dict[str, Any] = self.post("/platform/entry", payload).json()
        return answer

    def refund(self, order_id: str, amount: object, refund_id: str | None = None, **more: object) -> dict[str, Any]:
        fields: dict[str, object] = {"platform_order_id": order_id, "refund_amount": amount}
        named = {"refund_order_id": refund_id} if refund_id else {}
        answer: dict[str, Any] = self.post("/platform/refund", json.dumps(fields | named | more).encode()).json()
        return answer

    def inquiry(self, *order_ids: str) -> list[dict[str, Any]]:
        answer = self.get("/platform/inquiry", "platform_order_ids=" + ",".join(order_ids)).json()
        assert answer["result"] == "000", answer
        rows: list[dict[str, Any]] = answer["result_object"]["transactions"]
        return rows

    def status(self, order_id: str = "order-1") -> int:
        status: int = self.inquiry(order_id)[0]["status"]
        return status

    def paid_order(self, order_id: str = "order-1", user: str = "balance", **fields: object) -> dict[str, Any]:
        """Enter and pay an order; returns its row."""
        assert self.entry(order_id, **fields)["result"] == "000"
        row: dict[str, Any] = self.sandbox.pay(order_id, user)["transaction"]
        return row


def result_of(answer: dict[str, Any]) -> tuple[str, str | None]:
    return answer["result"], answer["message"]
