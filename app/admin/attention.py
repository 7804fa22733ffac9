"""What does not add up and waits for a person."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.attention_causes import tell_cause
from app.admin.settle_form import SettleForm
from app.services.attention import list_open_attention
from app.services.endings import EndingImpossible, list_matters, settle_by_note
from app.shop import current_shop

blueprint = Blueprint("attention", __name__, url_prefix="/attention")


@blueprint.get("")
def index() -> str:
    """All of it, the oldest first."""
    return _page()


@blueprint.post("/<int:attention_id>/settle")
def settle(attention_id: int) -> ResponseReturnValue:
    """Take it off the list, saying how it was dealt with."""
    form = SettleForm()
    if not form.validate():
        return _page(attention_id, form), 422
    name = current_user.username
    try:
        settled = settle_by_note(current_shop().db, attention_id, note=form.note.data, staff=name) or abort(404)
    except EndingImpossible:
        return redirect(url_for("admin.endings.new", attention_id=attention_id), 303)
    if (settled.settled_by, settled.settled_note) == (name, form.note.data):
        flash(_("Settled. Your note is kept."), "good")
    else:
        flash(_("This had been settled already."), "warn")
    return redirect(url_for(".index"), 303)


def _page(answered_id: int | None = None, answered: SettleForm | None = None) -> str:
    """`answered` is the form that was sent and cannot be taken, shown at its own item."""
    waiting = list_open_attention(current_shop().db)
    return render_template(
        "admin/attention/index.html",
        waiting=waiting,
        decided={matter.attention.id for matter in list_matters(current_shop().db)},
        blank=SettleForm(formdata=None),
        answered=answered,
        answered_id=answered_id,
        tell_cause=tell_cause,
        language_next=url_for(".index"),
    )
