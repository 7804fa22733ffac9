"""The first page: what this is, how a store is connected in four steps, and where everything else is."""

from flask import Blueprint, render_template, request

from app.sandbox.authorizations import list_authorizations
from app.sandbox.control_access import may_control
from app.sandbox.delivery_log import list_deliveries
from app.sandbox.magic import DECIDING_FIELDS
from app.sandbox.orders import list_recent_orders
from app.sandbox.pages.console_wording import delivery_words
from app.sandbox.pages.first_calls import entry_script, inquiry_script
from app.sandbox.pages.magic_wording import magic_rows
from app.sandbox.pages.terms import list_cards
from app.sandbox.pages.wording import order_words, user_effect, user_title
from app.sandbox.records import Order
from app.sandbox.rules import PaymentProblem, order_problem
from app.sandbox.sandbox import Sandbox, the_sandbox
from app.sandbox.wallet_users import PASSWORD, WALLET_USERS

blueprint = Blueprint("home", __name__)
_RECENT = 5


@blueprint.get("/")
def show() -> str:
    sandbox = the_sandbox()
    # Keys, orders and callback addresses are for whoever may also use the control interface.
    inside = may_control(request, sandbox.settings)
    return render_template(
        "home.html",
        inside=inside,
        sandbox=sandbox,
        users=[(user, user_title(user), user_effect(user)) for user in WALLET_USERS.values()],
        magic=[(api, field, magic_rows(api)) for api, field in DECIDING_FIELDS.items()],
        password=PASSWORD,
        **(_of_insiders(sandbox) if inside else {}),
    )


def _of_insiders(sandbox: Sandbox) -> dict[str, object]:
    with sandbox.database.read() as connection:
        orders = list_recent_orders(connection, _RECENT)
        authorizations = list_authorizations(connection)[:_RECENT]
        deliveries = list_deliveries(connection, None, _RECENT)[::-1]
    return {
        "scripts": (entry_script(sandbox), inquiry_script(sandbox)),
        "orders": [(order, *_standing(sandbox, order)) for order in orders],
        "cards": list_cards(authorizations),
        "deliveries": [(each, *delivery_words(each.state)) for each in deliveries],
    }


def _standing(sandbox: Sandbox, order: Order) -> tuple[PaymentProblem | None, str]:
    problem = order_problem(order, sandbox.clock.now(), sandbox.switches)
    return problem, order_words(problem)
