"""Where the books do not agree, and matters that end only by a person's decision."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.break_words import tell_break
from app.admin.settle_form import SettleForm
from app.services.balances import check_books, count_payments
from app.services.breaks import Break, settle_break
from app.services.endings import list_matters
from app.shop import current_shop

blueprint = Blueprint("breaks", __name__, url_prefix="/breaks")

MOST_CHECKED_UNASKED = 2_000
"""With more payments the check takes long enough to be felt by everybody, so it runs only when asked for."""


@blueprint.get("")
def index() -> str:
    """All of them; the books of a large shop are compared only when asked (`?check=1`)."""
    db = current_shop().db
    is_checked = "check" in request.args or count_payments(db) <= MOST_CHECKED_UNASKED
    return render_template(
        "admin/breaks/index.html",
        books=check_books(db) if is_checked else None,
        matters=list_matters(db),
        tell_break=tell_break,
        language_next=url_for(".index"),
    )


@blueprint.get("/<key>")
def show(key: str) -> str:
    """One difference, and the form to explain it."""
    return _page(_break(key), SettleForm(formdata=None))


@blueprint.post("/<key>")
def settle(key: str) -> ResponseReturnValue:
    """Keep the reason. Nothing else is changed: the rows stay as they are."""
    form = SettleForm()
    found = _break(key)
    if not form.validate():
        return _page(found, form), 422
    settle_break(current_shop().db, found, note=form.note.data, staff=current_user.username)
    flash(_("Settled. Your note is kept."), "good")
    return redirect(url_for(".index"), 303)


def _break(key: str) -> Break:
    found = (row for row in check_books(current_shop().db).breaks if row.key == key)
    return next(found, None) or abort(404)


def _page(found: Break, form: SettleForm) -> str:
    back = url_for(".show", key=found.key)
    return render_template("admin/breaks/show.html", found=found, form=form, told=tell_break(found), language_next=back)
