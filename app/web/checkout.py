"""From the cart to an order."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.locales import current_locale
from app.services.catalogue import list_products
from app.services.checkout import CartInvalid, Contact, place_order
from app.services.numbers import new_token
from app.services.payments import Unpayable
from app.services.stock import OutOfStock
from app.shop import current_shop
from app.web.basket import Basket, fill_baskets
from app.web.browser_session import cart_counts, keep_contact, remember_order, waiting_contact
from app.web.checkout_form import CheckoutForm

blueprint = Blueprint("checkout", __name__, url_prefix="/checkout")


@blueprint.get("")
def new() -> ResponseReturnValue:
    """Who buys?"""
    basket = _basket()
    if basket is None or not basket.is_sellable:
        return redirect(url_for("cart.index"))
    form = CheckoutForm(obj=waiting_contact())
    form.checkout_key.data = new_token()
    return render_template("checkout/new.html", form=form, basket=basket)


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Make the order, once however often the form is sent."""
    form, basket = CheckoutForm(), _basket()
    if not form.validate() and basket is not None:
        if form.checkout_key.errors:
            form.checkout_key.data = new_token()
        return render_template("checkout/new.html", form=form, basket=basket)
    contact = Contact(form.name.data, form.email.data, form.note.data)
    bought = {line.product.slug: line.count for line in basket.lines} if basket else {}
    try:
        token = _place(bought, contact, form.checkout_key.data)
    except (CartInvalid, OutOfStock, Unpayable) as error:
        return _explain(error, contact)
    remember_order(token, bought)
    return redirect(url_for("orders.show", token=token), 303)


def _place(bought: dict[str, int], contact: Contact, checkout_key: str) -> str:
    shop = current_shop()
    return place_order(
        shop.db,
        shop.wallet,
        cart=bought,
        currency=request.args.get("currency", ""),
        contact=contact,
        locale=current_locale(),
        checkout_key=checkout_key,
    )


def _explain(error: Exception, contact: Contact) -> ResponseReturnValue:
    keep_contact(contact)
    if isinstance(error, OutOfStock):
        flash(_("Somebody was faster: part of your cart has just been sold. What you wrote is kept."), "warn")
    elif isinstance(error, Unpayable):
        flash(_("JKOPay cannot take a payment of this amount. Please change the cart."), "bad")
    return redirect(url_for("cart.index"), 303)


def _basket() -> Basket | None:
    baskets = fill_baskets(list_products(current_shop().db), cart_counts())
    return next((basket for basket in baskets if basket.currency == request.args.get("currency")), None)
