"""What can be subscribed to."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.locales import current_locale
from app.models import Plan
from app.services.bindings import subscribe
from app.services.catalogue import find_plan, list_plans
from app.services.checkout import Contact
from app.services.numbers import new_token
from app.services.payments import Unpayable
from app.shop import current_shop
from app.web.binding_form import BindingForm
from app.web.browser_session import remember_authorization

blueprint = Blueprint("plans", __name__, url_prefix="/plans")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All of them."""
    return render_template("plans/index.html", plans=list_plans(current_shop().db))


@blueprint.get("/<slug>")
def new(slug: str) -> ResponseReturnValue:
    """Who subscribes?"""
    plan, form = _plan(slug), BindingForm()
    form.binding_key.data = new_token()
    return render_template("plans/new.html", plan=plan, form=form)


@blueprint.post("/<slug>")
def create(slug: str) -> ResponseReturnValue:
    """Ask for the authorization, once however often the form is sent."""
    plan, form = _plan(slug), BindingForm()
    if not form.validate():
        if form.binding_key.errors:
            form.binding_key.data = new_token()
        return render_template("plans/new.html", plan=plan, form=form)
    try:
        token = _subscribe(plan, form)
    except Unpayable:
        flash(_("JKOPay cannot take an authorization of this amount."), "bad")
        return render_template("plans/new.html", plan=plan, form=form)
    remember_authorization(token)
    return redirect(url_for("authorizations.show", token=token), 303)


def _plan(slug: str) -> Plan:
    return find_plan(current_shop().db, slug) or abort(404)


def _subscribe(plan: Plan, form: BindingForm) -> str:
    shop = current_shop()
    return subscribe(
        shop.db,
        shop.wallet,
        plan_slug=plan.slug,
        contact=Contact(form.name.data, form.email.data),
        locale=current_locale(),
        binding_key=form.binding_key.data,
    )
