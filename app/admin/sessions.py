"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import TooManyRequests

from app.admin.gate import page_after_sign_in
from app.admin.sign_in_form import SignInForm
from app.security import SignedInStaff, limiter
from app.services.staff import find_staff, sign_in, sign_out
from app.shop import current_shop

blueprint = Blueprint("sessions", __name__)

# What the same browser does as a shopper is no part of the sign-in, and a merchant who tries the shop keeps the cart.
_SHOPPERS_OWN = ("locale", "cart", "orders")


@blueprint.get("/sign-in")
def new() -> ResponseReturnValue:
    """Ask who it is."""
    if current_user.is_authenticated:
        return redirect(page_after_sign_in(request.args.get("next", "")))
    return _page(SignInForm(next=request.args.get("next", "")))


@blueprint.post("/sign-in")
@limiter.limit("10 per minute")
def create() -> ResponseReturnValue:
    """Sign in. A wrong name and a wrong password are the same answer, after the same time."""
    form, db = SignInForm(), current_shop().db
    if not form.validate():
        return _page(form), 422
    token = sign_in(db, form.username.data, form.password.data)
    staff = find_staff(db, token) if token else None
    if token is None or staff is None:
        return _page(form, _("The user name or the password is wrong.")), 422
    _renew_session()
    login_user(SignedInStaff(staff, token))
    return redirect(page_after_sign_in(form.next.data or ""), 303)


@blueprint.post("/sign-out")
def destroy() -> ResponseReturnValue:
    """Kill the session where it lives, so that a copy of the cookie is worth nothing."""
    sign_out(current_shop().db, current_user.token)
    logout_user()
    _renew_session()
    flash(_("You are signed out."), "good")
    return redirect(url_for(".new"), 303)


@blueprint.errorhandler(TooManyRequests)
def too_often(_error: TooManyRequests) -> ResponseReturnValue:
    """Said on the page itself, where the next try is."""
    words = _("Too many tries from your address. Wait a minute, then try again.")
    return _page(SignInForm(formdata=None), words), 429, {"Retry-After": "60"}


def _page(form: SignInForm, problem: str = "") -> str:
    return render_template("admin/sessions/new.html", form=form, problem=problem)


def _renew_session() -> None:
    """Forget everything an attacker may have put into this browser or copied out of it."""
    kept = {name: session[name] for name in _SHOPPERS_OWN if name in session}
    session.clear()
    session.update(kept)
