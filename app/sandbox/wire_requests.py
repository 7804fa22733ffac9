"""The three OnlinePay requests, read from their bytes.

Sources: protocol sections 2, 3 and 7. Each function raises BadFields naming every field that is wrong.
"""

from decimal import Decimal
from urllib.parse import parse_qs

from app.sandbox.fields import FieldReader, load_object
from app.sandbox.records import Entry, Product
from app.sandbox.rules import RefundRequest
from app.sandbox.targets import callback_problem, display_problem

_LONGEST_ID = 60
_MOST_IDS = 20


def read_entry(raw: bytes, *, https_only: bool) -> Entry:
    """Read the body of `POST /platform/entry`. `https_only` is about callback addresses."""
    reader = FieldReader(load_object(raw))
    entry = Entry(
        platform_order_id=reader.text("platform_order_id", _LONGEST_ID),
        store_id=reader.text("store_id", 36),
        currency=reader.text("currency", 3),
        total_price=reader.amount("total_price"),
        final_price=reader.amount("final_price"),
        unredeem=reader.amount("unredeem", Decimal(0), positive=False),
        valid_time=reader.time("valid_time"),
        confirm_url=reader.text("confirm_url", 500, default="") or None,
        result_url=reader.text("result_url", 500),
        result_display_url=reader.text("result_display_url", 500),
        payment_type=reader.text("payment_type", 7, default="onetime"),
        escrow=reader.flag("escrow"),
        identities=reader.texts("identities"),
        products=_read_products(reader),
    )
    _check_together(entry, reader, https_only=https_only)
    reader.finish()
    return entry


def read_refund(raw: bytes) -> RefundRequest:
    """Read the body of `POST /platform/refund` or `/platform/authpay/refund`."""
    reader = FieldReader(load_object(raw))
    request = RefundRequest(
        platform_order_id=reader.text("platform_order_id", _LONGEST_ID),
        amount=reader.amount("refund_amount"),
        refund_order_id=reader.text("refund_order_id", _LONGEST_ID, default="") or None,
    )
    reader.finish()
    return request


def read_inquiry(query: bytes) -> tuple[str, ...]:
    """Read the ids of `GET /platform/inquiry` or `/platform/authpay/inquiry`: 1 to 20, none twice."""
    given = parse_qs(query.decode(errors="replace"), keep_blank_values=True).get("platform_order_ids", [])
    ids = tuple(given[0].split(",")) if given else ("",)
    reader = FieldReader({})
    if len(given) > 1 or "" in ids:
        reader.refuse("platform_order_ids", "must be ids separated by commas")
    elif len(ids) > _MOST_IDS:
        reader.refuse("platform_order_ids", f"must not be more than {_MOST_IDS}")
    elif len(set(ids)) < len(ids):
        reader.refuse("platform_order_ids", "must not repeat an id")
    reader.finish()
    return ids


def _read_products(reader: FieldReader) -> tuple[Product, ...]:
    products = []
    for position, item in enumerate(reader.objects("products")):
        line = FieldReader(item, f"products[{position}].")
        line.text("img", 500, default="")
        price, final_price = (line.amount(name, positive=False) for name in ("unit_price", "unit_final_price"))
        products.append(Product(line.text("name", 60), line.count("unit_count"), f"{price:f}", f"{final_price:f}"))
        reader.adopt(line)
    return tuple(products)


def _check_together(entry: Entry, reader: FieldReader, *, https_only: bool) -> None:
    if entry.unredeem > entry.final_price:
        reader.refuse("unredeem", "is more than final_price")
    if entry.payment_type not in ("onetime", "regular"):
        reader.refuse("payment_type", "must be onetime or regular")
    for name, url in (("confirm_url", entry.confirm_url), ("result_url", entry.result_url)):
        if url and (problem := callback_problem(url, https_only=https_only)):
            reader.refuse(name, problem)
    if entry.result_display_url and (problem := display_problem(entry.result_display_url)):
        reader.refuse("result_display_url", problem)
