"""The orders: the list, and one of them whole."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from app.admin.charge_rules import find_chargeable
from app.admin.list_filters import Filters
from app.admin.timeline import read_timeline
from app.models import Order, OrderStatus, RefundStatus
from app.services.attention import orders_with_attention
from app.services.authorization_lists import charged_under
from app.services.orders import open_order_file, search_orders
from app.shop import current_shop

blueprint = Blueprint("orders", __name__)

_TABS: dict[str, Any] = {
    "": _l("All"),
    "open": _l("Awaiting payment"),
    "paid": _l("Paid"),
    "closed": _l("Closed unpaid"),
    "refunding": _l("Refund under way"),
    "attention": _l("Needs attention"),
}
_IN_FLIGHT = (RefundStatus.REQUESTED, RefundStatus.UNKNOWN)


@blueprint.get("/")
def index() -> str:
    """The newest first, narrowed by what the address says."""
    filters, db = Filters.of(request.args, "admin.orders.index", _TABS), current_shop().db
    found = search_orders(db, text=filters.text, status=filters.status, page=filters.page)
    marked = orders_with_attention(db, [order.id for order in found.orders])
    refunding = {order.id for order in found.orders if _is_refunding(order)}
    return render_template("admin/orders/index.html", found=found, marked=marked, refunding=refunding, filters=filters)


@blueprint.get("/orders/<number>")
def show(number: str) -> str:
    """Everything about one order."""
    file = open_order_file(current_shop().db, number) or abort(404)
    order, under = file.order, charged_under(current_shop().db, file.order.id)
    return render_template(
        "admin/orders/show.html",
        order=order,
        under=under,
        chargeable=find_chargeable(file, under),
        waiting=file.waiting,
        is_disputed=file.is_disputed,
        timeline=read_timeline(file),
        is_moving=_is_moving(order),
    )


def _is_moving(order: Order) -> bool:
    """Whether the page changes soon without anybody's doing."""
    return order.status is OrderStatus.OPEN or _is_refunding(order)


def _is_refunding(order: Order) -> bool:
    return any(refund.status in _IN_FLIGHT for payment in order.payments for refund in payment.refunds)
