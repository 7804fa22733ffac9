"""The subscriptions: what is due when, what failed and why."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from app.admin.dunning_words import tell_trouble
from app.admin.list_filters import Filters
from app.services.authorization_lists import list_subscriptions
from app.services.disputes import disputed_orders
from app.shop import current_shop

blueprint = Blueprint("subscriptions", __name__, url_prefix="/subscriptions")

_TABS: dict[str, Any] = {
    "": _l("All"),
    "active": _l("Running"),
    "trouble": _l("In trouble"),
    "awaiting": _l("Waits for consent"),
    "ended": _l("Ended"),
}


@blueprint.get("")
def index() -> str:
    """What is due next comes first."""
    filters = Filters.of(request.args, "admin.subscriptions.index", _TABS)
    db = current_shop().db
    found = list_subscriptions(db, status=filters.status, page=filters.page)
    return render_template(
        "admin/subscriptions/index.html",
        found=found,
        disputed=disputed_orders(db, [order.id for order in found.waiting.values()]),
        filters=filters,
        tell_trouble=tell_trouble,
    )
