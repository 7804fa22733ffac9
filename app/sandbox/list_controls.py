"""The control interface's lists: orders, one authorization, wallet users, magic amounts."""

from flask import Blueprint, Response, jsonify, request

from app.sandbox import control_views
from app.sandbox.authorizations import find_authorization
from app.sandbox.authpay_control_views import whole_authorization_view
from app.sandbox.control_access import control_error, guard_controls, read_body
from app.sandbox.list_bodies import MagicBody, OrderQuery
from app.sandbox.magic_views import magic_view, users_view
from app.sandbox.order_owner import merchant_of_order
from app.sandbox.order_search import search_orders
from app.sandbox.order_views import page_view, whole_order_view
from app.sandbox.orders import find_order
from app.sandbox.sandbox import the_sandbox

blueprint = Blueprint("lists", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)


@blueprint.get("/orders")
def orders() -> Response:
    sandbox, query = the_sandbox(), OrderQuery.model_validate(request.args.to_dict())
    with sandbox.database.read() as connection:
        page = search_orders(connection, query.search())
    return jsonify(page_view(sandbox, page))


@blueprint.get("/orders/<path:order_id>")
def order(order_id: str) -> Response:
    sandbox, merchant = the_sandbox(), merchant_of_order(order_id)
    with sandbox.database.read() as connection:
        found = find_order(connection, merchant, order_id)
    if found is None:
        return control_error("there is no such order", 404)
    told = [row for row in control_views.deliveries(sandbox, order_id) if row["merchant_id"] == found.merchant]
    return jsonify(whole_order_view(sandbox, found, told))


@blueprint.get("/authorizations/<auth_no>")
def authorization(auth_no: str) -> Response:
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        found = find_authorization(connection, auth_no)
        if found is None:
            return control_error("there is no such authorization", 404)
        view = whole_authorization_view(sandbox, connection, found)
    told = control_views.deliveries(sandbox, found.binding.platform_authpay_id or auth_no)
    return jsonify(view | {"deliveries": [row for row in told if row["merchant_id"] == found.merchant]})


@blueprint.get("/users")
def users() -> Response:
    return jsonify(users_view())


@blueprint.get("/magic")
def magic() -> Response:
    return jsonify(magic_view(the_sandbox()))


@blueprint.put("/magic")
def switch_magic() -> Response:
    the_sandbox().magic.enable(read_body(MagicBody).enabled)
    return magic()
