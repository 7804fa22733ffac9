"""The authorizations: the list, and one of them whole."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.list_filters import Filters
from app.admin.timeline import read_timeline
from app.db import utc_now
from app.models import Authorization, AuthorizationStatus, PaymentStatus, RefundStatus
from app.services.authorization_lists import AuthorizationFile, open_authorization_file, search_authorizations
from app.services.charging_again import may_charge_again
from app.services.details import check_authorization, detail_soon
from app.services.disputes import disputed_orders
from app.shop import current_shop

blueprint = Blueprint("authorizations", __name__, url_prefix="/authorizations")

_TABS: dict[str, Any] = {
    "": _l("All"),
    "waiting": _l("Waits for consent"),
    "granted": _l("Granted"),
    "cancelling": _l("Being cancelled"),
    "ended": _l("Ended"),
    "attention": _l("Needs attention"),
}
_A = AuthorizationStatus
_CANCELABLE = (_A.PENDING, _A.EXPIRED, _A.GRANTED, _A.CANCELLING)


@blueprint.get("")
def index() -> str:
    """The newest first, narrowed by what the address says."""
    filters = Filters.of(request.args, "admin.authorizations.index", _TABS)
    found = search_authorizations(current_shop().db, text=filters.text, status=filters.status, page=filters.page)
    return render_template("admin/authorizations/index.html", found=found, filters=filters)


@blueprint.get("/<authorization_number>")
def show(authorization_number: str) -> str:
    """Everything about one authorization."""
    file = _file(authorization_number)
    authorization = file.authorization
    disputed = disputed_orders(current_shop().db, [charge.order_id for charge in authorization.charges])
    return render_template(
        "admin/authorizations/show.html",
        authorization=authorization,
        disputed=disputed,
        chargeable=_chargeable(authorization, disputed),
        is_cancelable=authorization.auth_no is not None and authorization.status in _CANCELABLE,
        waiting=[attention for attention in file.attentions if attention.settled_at is None],
        timeline=read_timeline(file),
        is_moving=_is_moving(authorization),
    )


@blueprint.post("/<authorization_number>/refresh")
def refresh(authorization_number: str) -> ResponseReturnValue:
    """Ask JKOPay now how it stands."""
    shop, authorization = current_shop(), _file(authorization_number).authorization
    due = check_authorization(shop.db, authorization.token)
    if due is None:
        flash(_("Nothing was asked: JKOPay has just been asked, or has no more to say about it."), "info")
    else:
        detail_soon(shop.db, shop.wallet, due)
        is_silent = _file(authorization_number).authorization.silent_since is not None
        flash(*_tell_asking(is_silent))
    return redirect(url_for(".show", authorization_number=authorization_number), 303)


def _file(number: str) -> AuthorizationFile:
    return open_authorization_file(current_shop().db, number) or abort(404)


def _tell_asking(is_silent: bool) -> tuple[str, str]:
    if is_silent:
        return _("JKOPay did not answer. The shop keeps asking."), "warn"
    return _("JKOPay has been asked. This page shows what it says."), "good"


def _chargeable(authorization: Authorization, disputed: set[int]) -> set[int]:
    """The ids of the charges that another one of their orders may follow."""
    # An order is charged under one authorization only, so its last charge is among these.
    lasts = {charge.order_id: charge for charge in authorization.charges}
    free = [last for order_id, last in lasts.items() if order_id not in disputed]
    now = utc_now()
    return {last.id for last in free if may_charge_again(last.order, last, authorization, now)}


def _is_moving(authorization: Authorization) -> bool:
    """Whether the page changes soon without anybody's doing."""
    refunds = [refund for charge in authorization.charges for refund in charge.refunds]
    return (
        authorization.status in (_A.NEW, _A.PENDING, _A.CANCELLING)
        or any(charge.status is PaymentStatus.PENDING for charge in authorization.charges)
        or any(refund.status in (RefundStatus.REQUESTED, RefundStatus.UNKNOWN) for refund in refunds)
    )
