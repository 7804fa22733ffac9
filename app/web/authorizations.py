"""A shopper's authorizations: asked for, granted by QR, looked at and cancelled. Each has an unguessable address."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.db import utc_now
from app.locales import current_locale
from app.services.authorizations import authorization_status, find_authorization, list_authorizations
from app.services.bindings import bind_limited, renew_binding
from app.services.cancellations import cancel_authorization
from app.services.checkout import Contact
from app.services.details import check_authorization
from app.services.numbers import new_token
from app.services.payments import Unpayable
from app.shop import current_shop
from app.web.authorization_card import read_binding
from app.web.authorization_words import tell_cancel
from app.web.binding_form import OneTapForm
from app.web.browser_session import authorization_tokens, remember_authorization
from app.web.live_pages import a_few_times, add_live_pages, back_to

blueprint = Blueprint("authorizations", __name__, url_prefix="/authorizations")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Those of this browser."""
    tokens = authorization_tokens()
    found = list_authorizations(current_shop().db, tokens) if tokens else []
    return render_template("authorizations/index.html", authorizations=found)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Who wants to pay with one tap?"""
    form = OneTapForm()
    form.binding_key.data = new_token()
    return render_template("authorizations/new.html", form=form)


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Ask for it, once however often the form is sent."""
    form = OneTapForm()
    if not form.validate():
        if form.binding_key.errors:
            form.binding_key.data = new_token()
        return render_template("authorizations/new.html", form=form)
    try:
        token = _bind(form)
    except Unpayable:
        flash(_("JKOPay cannot take an authorization of this amount."), "bad")
        return render_template("authorizations/new.html", form=form)
    remember_authorization(token)
    return redirect(url_for("authorizations.show", token=token), 303)


@blueprint.post("/<token>/renew")
@a_few_times
def renew(token: str) -> ResponseReturnValue:
    """A new code in place of one that died."""
    shop = current_shop()
    renew_binding(shop.db, shop.wallet, token)
    return back_to(token)


@blueprint.post("/<token>/check")
@a_few_times
def check(token: str) -> ResponseReturnValue:
    """Ask JKOPay sooner."""
    shop = current_shop()
    authorization_id = check_authorization(shop.db, token)
    if authorization_id is not None:
        shop.detail_soon(authorization_id)
    return back_to(token)


@blueprint.post("/<token>/cancel")
@a_few_times
def cancel(token: str) -> ResponseReturnValue:
    """End it."""
    shop = current_shop()
    authorization = find_authorization(shop.db, token) or abort(404)
    news = cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    flash(*tell_cancel(news))
    return back_to(token)


def _bind(form: OneTapForm) -> str:
    shop = current_shop()
    return bind_limited(
        shop.db,
        shop.wallet,
        amount=form.amount.data,
        contact=Contact(form.name.data, form.email.data),
        locale=current_locale(),
        binding_key=form.binding_key.data,
    )


def _page(part: str, token: str, returned: bool) -> str:
    authorization = find_authorization(current_shop().db, token) or abort(404)
    shown = read_binding(authorization, utc_now(), returned=returned)
    return render_template(f"authorizations/{part}.html", authorization=authorization, card=shown)


add_live_pages(blueprint, _page, authorization_status)
