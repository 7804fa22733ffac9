"""Orders in the console: found by store, state and part of the id; one with everything about it."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug import Response

from app.sandbox.delivery_log import list_deliveries
from app.sandbox.list_bodies import OrderQuery
from app.sandbox.order_search import search_orders
from app.sandbox.orders import find_order
from app.sandbox.pages.console import console_blueprint, done
from app.sandbox.pages.console_wording import delivery_words, order_state_words
from app.sandbox.pages.wording import order_words, user_title
from app.sandbox.payments import fail_order
from app.sandbox.records import Order, OrderState
from app.sandbox.refunds import list_refunds
from app.sandbox.rules import order_problem, order_status
from app.sandbox.sandbox import the_sandbox
from app.sandbox.stores import list_stores
from app.sandbox.wallet_users import WALLET_USERS

blueprint = console_blueprint("orders")


@blueprint.get("")
def index() -> str:
    try:
        query = OrderQuery.model_validate({name: value for name, value in request.args.items() if value})
    except ValidationError:
        abort(404)
    with the_sandbox().database.read() as connection:
        page = search_orders(connection, query.search())
        stores = [(store.store_id, store.name) for store in list_stores(connection)]
    states = [(state, order_state_words(state)[0]) for state in OrderState]
    return render_template("console/orders.html", page=page, query=query, stores=stores, states=states, words=_words)


@blueprint.get("/<int:merchant>/<path:order_id>")
def show(merchant: int, order_id: str) -> str:
    sandbox, order = the_sandbox(), _order(merchant, order_id)
    now = sandbox.clock.now()
    with sandbox.database.read() as connection:
        refunds = list_refunds(connection, order)
        told = [each for each in list_deliveries(connection, order_id, 500) if each.merchant == merchant]
    return render_template(
        "console/order.html",
        order=order,
        merchant=sandbox.merchants.get(merchant),
        refunds=refunds,
        status=order_status(order, now, sandbox.switches),
        problem=order_problem(order, now, sandbox.switches),
        payer=user_title(WALLET_USERS[order.payment.user]) if order.payment else None,
        words=_words(order),
        deliveries=[(each, *delivery_words(each.state)) for each in told],
    )


@blueprint.post("/<int:merchant>/<path:order_id>/fail")
def fail(merchant: int, order_id: str) -> Response:
    failed = fail_order(the_sandbox(), order_id, merchant)
    words = _("The payment failed: inquiries say status 100.") if failed else _("Too late: the order is paid.")
    return done(words, "console_orders.show", merchant=merchant, order_id=order_id)


def _order(merchant: int, order_id: str) -> Order:
    with the_sandbox().database.read() as connection:
        return find_order(connection, merchant, order_id) or abort(404)


def _words(order: Order) -> tuple[str, str]:
    """How an order stands now, and the badge that goes with it."""
    if order.state is not OrderState.OPEN:
        return order_state_words(order.state)
    sandbox = the_sandbox()
    problem = order_problem(order, sandbox.clock.now(), sandbox.switches)
    return order_words(problem), "ended" if problem else "open"
