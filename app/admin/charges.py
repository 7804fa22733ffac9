"""Charging an order again in two steps: what will happen, and only then JKOPay."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.admin.charge_news import tell_charge
from app.admin.charge_rules import find_chargeable
from app.db import utc_now
from app.services.authorization_lists import charged_under
from app.services.charge_window import next_moment
from app.services.charging_again import ChargeImpossible, charge_again
from app.services.orders import OrderFile, open_order_file
from app.services.stock import OutOfStock
from app.shop import current_shop

blueprint = Blueprint("charges", __name__, url_prefix="/orders/<number>/charge")

_IMPOSSIBLE = _l(
    "This order cannot be charged again: it is paid or may still be, or may have been with another amount, its cycle "
    "is over, or its authorization has ended."
)


@blueprint.get("")
def new(number: str) -> ResponseReturnValue:
    """Show what will happen. Nothing is sent yet."""
    file, now = _file(number), utc_now()
    under = charged_under(current_shop().db, file.order.id)
    last = find_chargeable(file, under)
    if last is None:
        flash(str(_IMPOSSIBLE), "warn")
        return _to_order(number)
    at = next_moment(now, 0)
    return render_template(
        "admin/charges/new.html", order=file.order, authorization=under[last.id], at=at if at > now else None
    )


@blueprint.post("")
def create(number: str) -> ResponseReturnValue:
    """Charge it; a form sent twice finds the first charge."""
    shop, tried = current_shop(), len(_file(number).order.payments)
    try:
        charge_again(shop.db, shop.wallet, order_number=number, actor=current_user.username)
    except ChargeImpossible:
        flash(str(_IMPOSSIBLE), "warn")
    except OutOfStock:
        flash(_("The goods of this order are sold out, so nothing was charged."), "warn")
    else:
        flash(*tell_charge(_file(number).order.payments[tried]))
    return _to_order(number)


def _file(number: str) -> OrderFile:
    return open_order_file(current_shop().db, number) or abort(404)


def _to_order(number: str) -> ResponseReturnValue:
    return redirect(url_for("admin.orders.show", number=number), 303)
