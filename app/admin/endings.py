"""Ending what only a person can end, in two steps: the choice, then what exactly will happen."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.admin.ending_form import EndingForm
from app.admin.ending_words import choose_words, tell_ending, tell_rejection
from app.models import Payment, Refund
from app.services.endings import Decision, Ending, EndingImpossible, EndingRejected, Matter, find_matter
from app.services.payment_endings import accept_amount, close_unpaid
from app.services.refund_endings import disown_refund, own_refund
from app.shop import current_shop

blueprint = Blueprint("endings", __name__, url_prefix="/attention/<int:attention_id>/end")


@blueprint.get("")
def new(attention_id: int) -> str:
    """How it may end."""
    matter = _matter(attention_id)
    return _page("new", matter, EndingForm.of(matter, blank=True))


@blueprint.post("/edit")
def edit(attention_id: int) -> str:
    """Back from the second step, with everything as it was chosen."""
    matter = _matter(attention_id)
    return _page("new", matter, EndingForm.of(matter))


@blueprint.post("/confirm")
def confirm(attention_id: int) -> ResponseReturnValue:
    """Show what will happen. Nothing is done yet."""
    matter = _matter(attention_id)
    form = EndingForm.of(matter)
    if not form.validate():
        return _page("new", matter, form), 422
    return _page("confirm", matter, form, words=choose_words(matter, Ending(form.ending.data)))


@blueprint.post("")
def create(attention_id: int) -> ResponseReturnValue:
    """End it: once, however often the form is sent."""
    matter = find_matter(current_shop().db, attention_id)
    if matter is None or not matter.endings:
        flash(tell_rejection(EndingImpossible()), "warn")
        return redirect(url_for("admin.attention.index"), 303)
    form = EndingForm.of(matter)
    return _end(matter, form) if form.validate() else (_page("new", matter, form), 422)


def _end(matter: Matter, form: EndingForm) -> ResponseReturnValue:
    try:
        ended = _decide(form.decision(matter, current_user.username))
    except EndingRejected as rejection:
        flash(tell_rejection(rejection), "warn")
        return redirect(url_for(".new", attention_id=matter.attention.id), 303)
    flash(*tell_ending(ended))
    if form.ending.data == Ending.ACCEPT and isinstance(ended, Payment):
        return redirect(url_for("admin.refunds.new", payment_number=ended.number), 303)
    order = matter.payment.order if matter.payment else abort(404)
    return redirect(url_for("admin.orders.show", number=order.number), 303)


def _decide(decision: Decision) -> Payment | Refund:
    shop = current_shop()
    match decision.ending:
        case Ending.ACCEPT:
            return accept_amount(shop.db, shop.wallet, decision)
        case Ending.CLOSE:
            return close_unpaid(shop.db, decision)
        case Ending.OURS:
            return own_refund(shop.db, shop.wallet, decision)
        case Ending.NOT_OURS:
            return disown_refund(shop.db, decision)


def _matter(attention_id: int) -> Matter:
    matter = find_matter(current_shop().db, attention_id)
    return matter if matter is not None and matter.endings else abort(404)


def _page(name: str, matter: Matter, form: EndingForm, **more: object) -> str:
    back = url_for(".new", attention_id=matter.attention.id)
    return render_template(f"admin/endings/{name}.html", matter=matter, form=form, language_next=back, **more)
