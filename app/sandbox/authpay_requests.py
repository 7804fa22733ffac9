"""The requests of authorized payment, read from their bytes.

Sources: protocol sections 5 and 6; seed authorized-payment-transaction. Each function raises BadFields naming every
field that is wrong.
"""

from decimal import Decimal
from urllib.parse import parse_qs

from app.sandbox.authpay_records import (
    MOST_TIMES,
    AuthpayType,
    BillingCycle,
    Binding,
    CustomItem,
    DeductionOrder,
    Period,
)
from app.sandbox.fields import FieldReader, load_object
from app.sandbox.money import TWD, has_valid_digits
from app.sandbox.targets import callback_problem, display_problem

_LONGEST_AUTH_NO = 30


def read_binding(raw: bytes, kind: AuthpayType, *, https_only: bool) -> Binding:
    """Read the body of `POST /platform/authpay/limited` or `/regular`. `https_only` is about `result_url`."""
    data = load_object(raw)
    reader = FieldReader(data)
    binding = Binding(
        type=kind,
        authpay_name=reader.text("authpay_name", 60),
        store_id=reader.text("store_id", 36),
        cancelable=reader.flag("cancelable", default=True),
        platform_authpay_id=reader.text("platform_authpay_id", 60, default="") or None,
        identities=reader.texts("identities"),
        billing_amount=_twd(reader, "billing_amount"),
        billing_currency=reader.text("billing_currency", 3, default=TWD),
        billing_cycle=_read_cycle(reader) if kind is AuthpayType.REGULAR else None,
        custom_items=_read_items(reader),
        result_url=reader.text("result_url", 500),
        result_display_url=reader.text("result_display_url", 500, default="") or None,
    )
    if kind is AuthpayType.LIMITED and data.get("billing_cycle") is not None:
        reader.refuse("billing_cycle", "belongs to a regular authorization only")
    _check_together(binding, reader, https_only=https_only)
    reader.finish()
    return binding


def read_deduction(raw: bytes) -> DeductionOrder:
    """Read the body of `POST /platform/authpay/transaction`. Remark and products are checked, and not kept."""
    reader = FieldReader(load_object(raw))
    order = reader.inner("order")
    asked = DeductionOrder(
        auth_no=reader.text("auth_no", _LONGEST_AUTH_NO),
        platform_order_id=order.text("platform_order_id", 60),
        trade_name=order.text("trade_name", 30),
        currency=order.text("currency", 3),
        total_price=_twd(order, "total_price"),
        final_price=_twd(order, "final_price"),
        unredeem=_twd(order, "unredeem", Decimal(0), positive=False),
    )
    if asked.currency != TWD:
        order.refuse("currency", "must be TWD")
    if asked.unredeem > asked.final_price:
        order.refuse("unredeem", "is more than final_price")
    order.text("remark", 500, default="")
    _check_products(order)
    # Without an order at all, its fields are no news.
    if "order" not in reader.problems:
        reader.adopt(order)
    reader.finish()
    return asked


def read_auth_no(raw: bytes) -> str:
    """Read the body of `POST /platform/authpay/cancel`."""
    reader = FieldReader(load_object(raw))
    auth_no = reader.text("auth_no", _LONGEST_AUTH_NO)
    reader.finish()
    return auth_no


def read_asked_auth_no(query: bytes) -> str:
    """Read the query of `GET /platform/authpay/detail`."""
    given = parse_qs(query.decode(errors="replace"), keep_blank_values=True).get("auth_no", [])
    reader = FieldReader({"auth_no": given[0]} if len(given) == 1 else {})
    auth_no = reader.text("auth_no", _LONGEST_AUTH_NO)
    reader.finish()
    return auth_no


def _read_cycle(reader: FieldReader) -> BillingCycle:
    cycle = reader.inner("billing_cycle")
    name, times = cycle.text("period", 7), cycle.count("times", default=1)
    period = Period(name) if name in list(Period) else None
    if name and period is None:
        cycle.refuse("period", f"must be one of: {', '.join(Period)}")
    elif period and times > MOST_TIMES[period]:
        cycle.refuse("times", f"must not be more than {MOST_TIMES[period]} a {period}")
    if "billing_cycle" not in reader.problems:
        reader.adopt(cycle)
    return BillingCycle(period or Period.MONTH, times)


def _read_items(reader: FieldReader) -> tuple[CustomItem, ...]:
    items = []
    for position, item in enumerate(reader.objects("custom_items")):
        line = FieldReader(item, f"custom_items[{position}].")
        items.append(CustomItem(line.text("name", 500), line.text("value", 500)))
        reader.adopt(line)
    return tuple(items)


def _check_products(order: FieldReader) -> None:
    for position, item in enumerate(order.objects("products")):
        line = FieldReader(item, f"order.products[{position}].")
        line.text("name", 60, default="")
        line.text("img", 500, default="")
        line.count("unit_count", default=1)
        for name in ("unit_price", "unit_final_price"):
            line.amount(name, Decimal(0), positive=False)
        line.texts("category_path")
        order.adopt(line)


def _check_together(binding: Binding, reader: FieldReader, *, https_only: bool) -> None:
    if binding.billing_currency != TWD:
        reader.refuse("billing_currency", "must be TWD")
    if binding.result_url and (problem := callback_problem(binding.result_url, https_only=https_only)):
        reader.refuse("result_url", problem)
    if binding.result_display_url and (problem := display_problem(binding.result_display_url)):
        reader.refuse("result_display_url", problem)


def _twd(reader: FieldReader, name: str, default: Decimal | None = None, *, positive: bool = True) -> Decimal:
    amount = reader.amount(name, default, positive=positive)
    if not has_valid_digits(amount, TWD):
        reader.refuse(name, "must be whole TWD")
    return amount
