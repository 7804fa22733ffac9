"""A shopper's authorizations: asked for, granted by QR, looked at and cancelled. Each has an unguessable address."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.db import utc_now
from app.locales import current_locale
from app.security import limiter
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
from app.web.event_stream import stream_events

blueprint = Blueprint("authorizations", __name__, url_prefix="/authorizations")

# Each may cost a call to JKOPay; a person does not press a button more often than this.
a_few_times = limiter.shared_limit("12/minute", "authorization", key_func=lambda: (request.view_args or {})["token"])


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


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Grant it, or see how it stands."""
    return _page("authorizations/show.html", token)


@blueprint.get("/<token>/return", endpoint="return")
def come_back(token: str) -> ResponseReturnValue:
    """Where JKOPay sends the browser. Nothing in this address is believed: only our own question says granted."""
    return _page("authorizations/show.html", token, returned=True)


@blueprint.get("/<token>/card")
def card(token: str) -> ResponseReturnValue:
    """The part of the page that changes."""
    return _page("authorizations/card.html", token, returned="returned" in request.args)


@blueprint.get("/<token>/status")
def status(token: str) -> ResponseReturnValue:
    """The status for programs."""
    found = authorization_status(current_shop().db, token) or abort(404)
    return jsonify(found.payload(utc_now()))


@blueprint.get("/<token>/events")
def events(token: str) -> ResponseReturnValue:
    """The status and every change of it, as server-sent events."""
    return stream_events(token, authorization_status)


@blueprint.post("/<token>/renew")
@a_few_times
def renew(token: str) -> ResponseReturnValue:
    """A new code in place of one that died."""
    shop = current_shop()
    renew_binding(shop.db, shop.wallet, token)
    return _back(token)


@blueprint.post("/<token>/check")
@a_few_times
def check(token: str) -> ResponseReturnValue:
    """Ask JKOPay sooner."""
    shop = current_shop()
    authorization_id = check_authorization(shop.db, token)
    if authorization_id is not None:
        shop.detail_soon(authorization_id)
    return _back(token)


@blueprint.post("/<token>/cancel")
@a_few_times
def cancel(token: str) -> ResponseReturnValue:
    """End it."""
    shop = current_shop()
    authorization = find_authorization(shop.db, token) or abort(404)
    news = cancel_authorization(shop.db, shop.wallet, number=authorization.number, actor="shopper")
    flash(*tell_cancel(news))
    return _back(token)


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


def _page(template: str, token: str, *, returned: bool = False) -> str:
    authorization = find_authorization(current_shop().db, token) or abort(404)
    shown = read_binding(authorization, utc_now(), returned=returned)
    return render_template(template, authorization=authorization, card=shown)


def _back(token: str) -> ResponseReturnValue:
    page = "authorizations.return" if "returned" in request.args else "authorizations.show"
    return redirect(url_for(page, token=token), 303)
