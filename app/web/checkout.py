"""From the cart to an order."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.db import utc_now
from app.locales import current_locale
from app.models import Authorization
from app.services.authorizations import one_tap
from app.services.catalogue import list_products
from app.services.charge_window import is_open
from app.services.checkout import AuthorizationEnded, CartInvalid, Contact, place_order
from app.services.numbers import new_token
from app.services.payments import Unpayable
from app.services.stock import OutOfStock
from app.shop import current_shop
from app.web.basket import Basket, fill_baskets
from app.web.browser_session import authorization_tokens, cart_counts, keep_contact, remember_order, waiting_contact
from app.web.checkout_form import CheckoutForm

blueprint = Blueprint("checkout", __name__, url_prefix="/checkout")


@blueprint.get("")
def new() -> ResponseReturnValue:
    """Who buys?"""
    basket = _basket()
    if basket is None or not basket.is_sellable:
        return redirect(url_for("cart.index"))
    authorization = _one_tap(basket)
    form = CheckoutForm(obj=waiting_contact() or (authorization and _contact_of(authorization)))
    form.checkout_key.data = new_token()
    form.one_tap.data = authorization.token if authorization else ""
    return _page(form, basket, authorization)


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Make the order, once however often the form is sent."""
    form, basket = CheckoutForm(), _basket()
    if not form.validate() and basket is not None:
        if form.checkout_key.errors:
            form.checkout_key.data = new_token()
        return _page(form, basket, _one_tap(basket))
    contact = Contact(form.name.data, form.email.data, form.note.data)
    bought = {line.product.slug: line.count for line in basket.lines} if basket else {}
    try:
        token = _place(bought, contact, form)
    except (AuthorizationEnded, CartInvalid, OutOfStock, Unpayable) as error:
        return _explain(error, contact)
    remember_order(token, bought)
    return redirect(url_for("orders.show", token=token), 303)


def _place(bought: dict[str, int], contact: Contact, form: CheckoutForm) -> str:
    shop, chosen = current_shop(), form.one_tap.data or None
    # A token is a way in, not a way to pay: only the browser that bound it may spend under it.
    if chosen is not None and chosen not in authorization_tokens():
        raise AuthorizationEnded(chosen)
    return place_order(
        shop.db,
        shop.wallet,
        cart=bought,
        currency=request.args.get("currency", ""),
        contact=contact,
        locale=current_locale(),
        checkout_key=form.checkout_key.data,
        one_tap=chosen,
    )


def _explain(error: Exception, contact: Contact) -> ResponseReturnValue:
    keep_contact(contact)
    if isinstance(error, AuthorizationEnded):
        flash(
            _("This authorization can no longer be charged. Please pay with the code; what you wrote is kept."),
            "warn",
        )
        return redirect(url_for("checkout.new", currency=request.args.get("currency")), 303)
    if isinstance(error, OutOfStock):
        flash(_("Somebody was faster: part of your cart has just been sold. What you wrote is kept."), "warn")
    elif isinstance(error, Unpayable):
        flash(_("JKOPay cannot take a payment of this amount. Please change the cart."), "bad")
    return redirect(url_for("cart.index"), 303)


def _page(form: CheckoutForm, basket: Basket, authorization: Authorization | None) -> str:
    return render_template(
        "checkout/new.html", form=form, basket=basket, authorization=authorization, charges_now=is_open(utc_now())
    )


def _one_tap(basket: Basket) -> Authorization | None:
    """What this browser can pay the basket with at once."""
    found = one_tap(current_shop().db, authorization_tokens())
    return found if found is not None and found.currency == basket.currency else None


def _contact_of(authorization: Authorization) -> Contact:
    return Contact(authorization.customer_name, authorization.customer_email)


def _basket() -> Basket | None:
    baskets = fill_baskets(list_products(current_shop().db), cart_counts())
    return next((basket for basket in baskets if basket.currency == request.args.get("currency")), None)
