"""Cancelling an authorization in two steps: what will happen, and only then JKOPay."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.admin.cancel_news import tell_cancel
from app.services.authorizations import AuthorizationUnknown, find_by_number
from app.services.cancellations import cancel_authorization
from app.shop import current_shop

blueprint = Blueprint("cancellations", __name__, url_prefix="/authorizations/<authorization_number>/cancel")


@blueprint.get("")
def new(authorization_number: str) -> str:
    """Show what will happen. Nothing is sent yet."""
    authorization = find_by_number(current_shop().db, authorization_number) or abort(404)
    return render_template("admin/cancellations/new.html", authorization=authorization)


@blueprint.post("")
def create(authorization_number: str) -> ResponseReturnValue:
    """Cancel it; a form sent twice finds it cancelled."""
    shop = current_shop()
    try:
        news = cancel_authorization(shop.db, shop.wallet, number=authorization_number, actor=current_user.username)
    except AuthorizationUnknown:
        abort(404)
    flash(*tell_cancel(news))
    return redirect(url_for("admin.authorizations.show", authorization_number=authorization_number), 303)
