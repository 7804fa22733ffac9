"""An order's page: payment page while it is open, receipt afterwards."""

from flask import Blueprint, abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.db import utc_now
from app.models import Authorization, Order
from app.services.attention import list_reasons
from app.services.authorizations import list_authorizations
from app.services.charging_again import ChargeImpossible, charge_again, last_charge, may_charge_again
from app.services.disputes import disputed_orders
from app.services.orders import find_order, list_orders, live_status
from app.services.payments import Unpayable, check_payment, renew_link, retry_payment
from app.services.stock import OutOfStock
from app.shop import current_shop
from app.web.browser_session import authorization_tokens, order_tokens
from app.web.live_pages import a_few_times, add_live_pages, back_to
from app.web.order_card import read_card

blueprint = Blueprint("orders", __name__, url_prefix="/orders")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The last orders of this browser."""
    db, tokens = current_shop().db, order_tokens()
    orders = list_orders(db, tokens) if tokens else []
    disputed = disputed_orders(db, [order.id for order in orders])
    return render_template("orders/index.html", orders=orders, disputed=disputed)


@blueprint.post("/<token>/renew")
@a_few_times
def renew(token: str) -> ResponseReturnValue:
    """A new code in place of one that died."""
    shop = current_shop()
    renew_link(shop.db, shop.wallet, token)
    return back_to(token)


@blueprint.post("/<token>/retry")
@a_few_times
def retry(token: str) -> ResponseReturnValue:
    """Another payment after one that failed, was refused or ran out."""
    shop = current_shop()
    try:
        retry_payment(shop.db, shop.wallet, token)
    except OutOfStock:
        flash(_("Part of this order has been sold in the meantime, so it cannot be paid any more."), "warn")
    except Unpayable:
        flash(_("JKOPay cannot take a payment of this amount."), "bad")
    return back_to(token)


@blueprint.post("/<token>/charge")
@a_few_times
def charge(token: str) -> ResponseReturnValue:
    """Another charge by one tap, only from the browser the authorization belongs to."""
    shop = current_shop()
    order = find_order(shop.db, token) or abort(404)
    try:
        if _own_authorization(order) is None:
            raise ChargeImpossible(order.number)
        charge_again(shop.db, shop.wallet, order_number=order.number, actor="shopper")
    except (ChargeImpossible, Unpayable):
        if not disputed_orders(shop.db, [order.id]):
            flash(_("This order cannot be charged that way any more. You can pay it with the code."), "warn")
    except OutOfStock:
        flash(_("Part of this order has been sold in the meantime, so it cannot be paid any more."), "warn")
    return back_to(token)


@blueprint.post("/<token>/check")
@a_few_times
def check(token: str) -> ResponseReturnValue:
    """Ask JKOPay sooner."""
    shop = current_shop()
    payment_id = check_payment(shop.db, token)
    if payment_id is not None:
        shop.ask_soon(payment_id)
    return back_to(token)


def _page(part: str, token: str, returned: bool) -> str:
    db = current_shop().db
    order = find_order(db, token) or abort(404)
    reasons = list_reasons(db, order.id)
    shown = read_card(order, utc_now(), reasons=reasons, returned=returned)
    own = _own_authorization(order)
    return render_template(f"orders/{part}.html", order=order, payment=order.payment, card=shown, own_authorization=own)


def _own_authorization(order: Order) -> Authorization | None:
    """The authorization that the order was charged under, where this browser has it and it may be charged again."""
    last = last_charge(order)
    if last is None:
        return None
    return next(
        (
            authorization
            for authorization in list_authorizations(current_shop().db, authorization_tokens())
            if authorization.id == last.authorization_id and may_charge_again(order, last, authorization, utc_now())
        ),
        None,
    )


add_live_pages(blueprint, _page, live_status)
