"""Ways into the wallet pages."""

from tests.sandbox.wire import Wire

USERS = [
    "balance",
    "bank",
    "creditcard",
    "coins",
    "official_coupon",
    "store_coupon",
    "short",
    "over_limit",
    "failing",
    "closed",
    "coupon_stuck",
]


def pay_link(wire: Wire, **fields: object) -> str:
    """The payment link of `order-1`, entered with these fields."""
    link: str = wire.entry("order-1", **fields)["result_object"]["payment_url"]
    return link
