"""The wallet behind `payment_url`: what the app would show, on a phone or a computer."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from app.sandbox.entries import payment_url
from app.sandbox.orders import find_linked_order
from app.sandbox.pages.choosing import group_users, password_problem
from app.sandbox.pages.qr import draw_qr
from app.sandbox.pages.wording import ended_problem, problem_words, user_outlook, user_title
from app.sandbox.payments import PaymentRefused, decline_order, pay_order
from app.sandbox.records import Order
from app.sandbox.rules import order_problem
from app.sandbox.sandbox import the_sandbox
from app.sandbox.stores import find_store
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS

blueprint = Blueprint("wallet", __name__, url_prefix="/web")


@blueprint.get("/pay")
def show() -> str:
    return _page(_linked_order(), request.args.get("user", "balance"))


@blueprint.post("/pay")
def pay() -> BaseResponse | tuple[str, int]:
    order, name = _linked_order(), request.form.get("user", "")
    user = WALLET_USERS.get(name)
    if user is None:
        return _page(order, "balance", (_("Nobody chosen"), _("Choose who pays."))), 422
    if wrong := password_problem():
        return _page(order, name, wrong, wrong_password=True), 422
    try:
        pay_order(the_sandbox(), order.entry.platform_order_id, user, order.merchant)
    except PaymentRefused as error:
        return _page(_linked_order(), name, problem_words(error.problem)), 409
    return redirect(url_for("wallet.paid", j=request.args["j"]), 303)


@blueprint.post("/decline")
def decline() -> BaseResponse:
    order = _linked_order()
    decline_order(the_sandbox(), order.entry.platform_order_id, order.merchant)
    return redirect(url_for("wallet.show", j=request.args["j"]), 303)


@blueprint.get("/paid")
def paid() -> str | BaseResponse:
    order = _linked_order()
    if order.payment is None:
        return redirect(url_for("wallet.show", j=request.args["j"]), 303)
    user = WALLET_USERS[order.payment.user]
    return render_template("paid.html", order=order, user_title=user_title(user), store_name=_store_name(order))


@blueprint.get("/qr")
def qr() -> Response:
    _linked_order()
    return Response(draw_qr(payment_url(the_sandbox(), request.args["j"])), mimetype="image/png")


def _linked_order() -> Order:
    with the_sandbox().database.read() as connection:
        order = find_linked_order(connection, request.args.get("j", ""))
    return order or abort(404)


def _page(order: Order, chosen: str, alert: tuple[str, str] | None = None, *, wrong_password: bool = False) -> str:
    sandbox = the_sandbox()
    problem = order_problem(order, sandbox.clock.now(), sandbox.switches)
    # What ended the order just now is told as the state of the page, not a second time above it.
    return render_template(
        "pay.html",
        order=order,
        store_name=_store_name(order),
        problem=problem,
        state=problem_words(ended_problem(order, problem)) if problem else None,
        alert=None if problem else alert,
        wrong_password=wrong_password,
        chosen=chosen,
        groups=group_users(lambda user: user_outlook(user, order.entry)),
        password=PASSWORD,
        token=request.args["j"],
    )


def _store_name(order: Order) -> str:
    with the_sandbox().database.read() as connection:
        store = find_store(connection, order.entry.store_id)
    return store.name if store else order.entry.store_id
