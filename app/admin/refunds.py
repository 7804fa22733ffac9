"""Giving money back in two steps: the form, then what exactly will happen, and only then JKOPay."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.admin.refund_form import RefundForm
from app.admin.refund_news import tell_news
from app.models import Payment, Refund
from app.models.money import to_decimal
from app.services.orders import find_payment
from app.services.refund_rules import PaymentNotPaid, RefundRejected, check_refund
from app.services.refunds import request_refund
from app.shop import current_shop

blueprint = Blueprint("refunds", __name__, url_prefix="/payments/<payment_number>/refunds")

_SHARES = {"all": 1, "half": 2}


@blueprint.get("/new")
def new(payment_number: str) -> ResponseReturnValue:
    """How much, and why? Proposes all that is left, or half of it."""
    payment = _payment(payment_number)
    if not payment.refundable:
        flash(_("There is nothing left to give back of this payment."), "warn")
        return _to_order(payment)
    share = 1 if payment.full_refund_only else _SHARES.get(request.args.get("share", ""), 1)
    return _form_page(payment, RefundForm.of(payment, _part(payment, share)))


@blueprint.post("/edit")
def edit(payment_number: str) -> ResponseReturnValue:
    """Back from the second step, with everything as it was typed."""
    payment, form = _sent(payment_number)
    return _form_page(payment, form)


@blueprint.post("/confirm")
def confirm(payment_number: str) -> ResponseReturnValue:
    """Show what will happen. Nothing is sent yet."""
    payment, form = _sent(payment_number)
    is_whole = form.validate()
    try:
        minor = 0 if form.amount.errors else check_refund(payment, form.decimal, int(form.seen_refundable.data))
    except RefundRejected as rejection:
        return _object(payment, form, rejection)
    return _page("confirm", payment, form, minor=minor) if is_whole else (_form_page(payment, form), 422)


@blueprint.post("")
def create(payment_number: str) -> ResponseReturnValue:
    """Give it back: once, however often the form is sent."""
    payment, form = _sent(payment_number)
    if not form.validate():
        return _form_page(payment, form), 422
    try:
        refund = _refund(payment, form)
    except RefundRejected as rejection:
        return _object(_payment(payment_number), form, rejection)
    flash(*tell_news(payment, refund))
    return _to_order(payment)


def _payment(number: str) -> Payment:
    return find_payment(current_shop().db, number) or abort(404)


def _sent(payment_number: str) -> tuple[Payment, RefundForm]:
    payment, form = _payment(payment_number), RefundForm()
    return (payment, form) if form.belongs_to(payment) else abort(400)


def _refund(payment: Payment, form: RefundForm) -> Refund:
    shop = current_shop()
    return request_refund(
        shop.db,
        shop.wallet,
        payment_number=payment.number,
        refund_number=form.refund_number.data,
        amount=form.decimal,
        seen_refundable=int(form.seen_refundable.data),
        reason=form.reason.data,
        staff=current_user.username,
    )


def _object(payment: Payment, form: RefundForm, rejection: RefundRejected) -> ResponseReturnValue:
    if isinstance(rejection, PaymentNotPaid) or not payment.refundable:
        flash(_("There is nothing left to give back of this payment."), "warn")
        return _to_order(payment)
    form.object(rejection, payment)
    return _form_page(payment, form), 422


def _form_page(payment: Payment, form: RefundForm) -> str:
    parts = {name: _part(payment, share) for name, share in _SHARES.items()}
    offers = [(name, part, to_decimal(part, payment.currency)) for name, part in parts.items()]
    return _page("new", payment, form, offers=offers)


def _page(name: str, payment: Payment, form: RefundForm, **more: object) -> str:
    back = url_for(".new", payment_number=payment.number)
    return render_template(f"admin/refunds/{name}.html", payment=payment, form=form, language_next=back, **more)


def _part(payment: Payment, share: int) -> int:
    return max(1, payment.refundable // share)


def _to_order(payment: Payment) -> ResponseReturnValue:
    return redirect(url_for("admin.orders.show", number=payment.order.number), 303)
