"""Everything a shopper's browser and JKOPay's callbacks reach."""

from flask import Flask

from app.security import csrf
from app.shop import Shop
from app.web import (
    authorizations,
    callbacks,
    cart,
    catalog,
    checkout,
    errors,
    health,
    language,
    orders,
    payment_errors,
    plans,
)
from app.web.live import Watcher
from app.web.shell import add_page_context


def register(app: Flask) -> None:
    """Give `app`, which has its shop already, the shopper's pages."""
    shop: Shop = app.extensions["shop"]
    app.extensions["live"] = Watcher(shop.db)
    # A status answered late must not put an older cookie, and with it an older cart, back into the browser.
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    for module in (
        catalog,
        plans,
        cart,
        checkout,
        orders,
        authorizations,
        language,
        payment_errors,
        callbacks,
        health,
    ):
        app.register_blueprint(module.blueprint)
    csrf.exempt(callbacks.blueprint)
    add_page_context(app)
    errors.handle_errors(app)
