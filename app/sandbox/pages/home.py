"""The first page: what this is, its keys, its wallets, and what happened lately."""

from flask import Blueprint, render_template, request

from app.sandbox.authorizations import list_authorizations
from app.sandbox.control_access import may_control
from app.sandbox.delivery_log import list_deliveries
from app.sandbox.orders import list_recent_orders
from app.sandbox.pages.terms import list_cards
from app.sandbox.pages.wording import order_words, user_effect, user_title
from app.sandbox.records import Order
from app.sandbox.rules import PaymentProblem, order_problem
from app.sandbox.sandbox import Sandbox, the_sandbox
from app.sandbox.stores import list_stores
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS

blueprint = Blueprint("home", __name__)
_RECENT = 15


@blueprint.get("/")
def show() -> str:
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        orders = list_recent_orders(connection, _RECENT)
        authorizations = list_authorizations(connection)[:_RECENT]
        deliveries = list_deliveries(connection, None, _RECENT)
        stores = list_stores(connection)
    return render_template(
        "home.html",
        # Keys, orders and callback addresses are for whoever may also use the control interface.
        inside=may_control(request, sandbox.settings),
        sandbox=sandbox,
        stores=stores,
        orders=[(order, *_standing(sandbox, order)) for order in orders],
        cards=list_cards(authorizations),
        deliveries=deliveries[::-1],
        users=[(user, user_title(user), user_effect(user)) for user in WALLET_USERS.values()],
        password=PASSWORD,
    )


def _standing(sandbox: Sandbox, order: Order) -> tuple[PaymentProblem | None, str]:
    problem = order_problem(order, sandbox.clock.now(), sandbox.switches)
    return problem, order_words(problem)
