"""The first two calls of an integration, as shell scripts that sign."""

import json
from shlex import quote

from app.sandbox.sandbox import Sandbox

_ORDER_ID = "first-order"
# Where most shops under development listen. Nobody needs to answer there for a first payment.
_SHOP = "http://127.0.0.1:8000"


def entry_script(sandbox: Sandbox) -> str:
    """`POST /platform/entry` of TWD 100, with its digest made by openssl."""
    order = {
        "platform_order_id": _ORDER_ID,
        "store_id": sandbox.first_store_id,
        "currency": "TWD",
        "total_price": 100,
        "final_price": 100,
        "unredeem": 0,
        "result_url": f"{_SHOP}/result",
        "result_display_url": f"{_SHOP}/",
    }
    return "\n".join(
        (
            *_keys(sandbox),
            f"BODY={quote(json.dumps(order))}",
            _digest("$BODY"),
            'curl -s "$BASE/platform/entry" -H "Content-Type: application/json" \\',
            '  -H "api-key: $KEY" -H "digest: $DIGEST" -d "$BODY"',
        )
    )


def inquiry_script(sandbox: Sandbox) -> str:
    """`GET /platform/inquiry` of the same order: what is signed is the query as it is sent."""
    return "\n".join(
        (
            *_keys(sandbox),
            f"QUERY='platform_order_ids={_ORDER_ID}'",
            _digest("$QUERY"),
            'curl -s "$BASE/platform/inquiry?$QUERY" -H "api-key: $KEY" -H "digest: $DIGEST"',
        )
    )


def _keys(sandbox: Sandbox) -> tuple[str, ...]:
    merchant = sandbox.merchants.first
    return (
        f"BASE={quote(sandbox.settings.public_url)}",
        f"KEY={quote(merchant.api_key)}",
        f"SECRET={quote(merchant.secret_key)}",
    )


def _digest(payload: str) -> str:
    return f"""DIGEST=$(printf %s "{payload}" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')"""
