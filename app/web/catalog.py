"""The goods."""

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from app.services.catalogue import find_product, list_products
from app.shop import current_shop

blueprint = Blueprint("catalog", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """All of them."""
    return _page("catalog/index.html", products=list_products(current_shop().db))


@blueprint.get("/products/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One of them."""
    product = find_product(current_shop().db, slug) or abort(404)
    return _page("catalog/show.html", product=product)


def _page(template: str, **context: object) -> ResponseReturnValue:
    response = make_response(render_template(template, **context))
    # Unlike an order's page it may be shown again from the browser's memory when the shopper goes back.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
