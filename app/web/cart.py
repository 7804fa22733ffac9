"""The cart, in the browser's signed cookie."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services.catalogue import find_product, list_products
from app.shop import current_shop
from app.web.basket import MOST_OF_ONE, fill_baskets
from app.web.browser_session import cart_counts, put_in_cart, set_in_cart
from app.web.shell import name_of

blueprint = Blueprint("cart", __name__, url_prefix="/cart")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What is in it, a basket for each currency."""
    baskets = fill_baskets(list_products(current_shop().db), cart_counts())
    return render_template("cart/index.html", baskets=baskets)


@blueprint.post("/items")
def create() -> ResponseReturnValue:
    """Put pieces of a product in."""
    product = find_product(current_shop().db, request.form.get("slug", "")) or abort(404)
    count = _count(least=1)
    if count is None:
        return redirect(url_for("catalog.show", slug=product.slug), 303)
    put_in_cart(product.slug, count)
    flash(_("%(name)s is in the cart.", name=name_of(product)), "good")
    return redirect(url_for("cart.index"), 303)


@blueprint.post("/items/<slug>")
def update(slug: str) -> ResponseReturnValue:
    """Change how many pieces of a product are in it; 0 takes it out."""
    count = _count(least=0)
    if count is not None and slug in cart_counts():
        set_in_cart(slug, count)
    return redirect(url_for("cart.index"), 303)


def _count(*, least: int) -> int | None:
    text = request.form.get("count", "")
    if text.isascii() and text.isdigit() and least <= int(text[:9]) <= MOST_OF_ONE:
        return int(text)
    flash(_("Please give a number from %(least)s to %(most)s.", least=least, most=MOST_OF_ONE), "bad")
    return None
