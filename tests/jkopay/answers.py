"""Successful answers as documented: seed onlinepay-response-codes 1.3, protocol sections 3 and 5."""

import json
from typing import Any

from tests.jkopay.servers import http_answer

REFUND: dict[str, Any] = {
    "platform_order_id": "a",
    "refund_order_id": "a-1",
    "refund_tradeNo": "K0026910118070413C4001",
    "time": "2025-01-16 00:20:20",
    "amount": 100,
    "debit_amount": 70,
    "redeem_amount": 30,
    "redeem_detail": {"jko_coin_amount": 20, "official_coupon_amount": 0, "store_coupon_amount": 10},
}

PAID: dict[str, Any] = {
    "platform_order_id": "a",
    "status": 0,
    "tradeNo": "J2025010100000000001",
    "trans_time": "2025-01-15 14:30:00",
    "currency": "TWD",
    "final_price": "1000",
    "redeem_amount": "300",
    "redeem_detail": {"jko_coin_amount": 200, "official_coupon_amount": 0, "store_coupon_amount": 100},
    "debit_amount": "700",
    "invoice_vehicle": "/ABCDABC",
    "channel_type": "creditcard",
    "maskNo": "222222******3333",
    "refund_history": [REFUND],
}

AUTH_NO = "599669611989962752"
GRANTED: dict[str, Any] = {
    "type": "regular",
    "auth_no": AUTH_NO,
    "status": "granted",
    "platform_authpay_id": "AUTHPAY_001",
    "jkos_account": "0912345678",
    "billing_amount": 300,
    "billing_currency": "TWD",
    "billing_cycle": {"period": "month", "times": 2},
}


def succeed(result_object: object) -> bytes:
    return http_answer(json.dumps({"result": "000", "message": None, "result_object": result_object}))
