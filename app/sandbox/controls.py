"""The control interface: how tests and people steer the sandbox. JSON, for this machine only."""

from flask import Blueprint, Response, jsonify, request

from app.sandbox import control_views
from app.sandbox.control_access import control_error, guard_controls, read_body
from app.sandbox.control_bodies import ClockBody, PayBody, SettingsBody
from app.sandbox.control_settings import apply_clock, apply_settings
from app.sandbox.deliveries import redeliver
from app.sandbox.delivery_log import find_delivery
from app.sandbox.order_owner import merchant_of_order
from app.sandbox.payments import PaymentRefused, decline_order, fail_order, pay_order
from app.sandbox.sandbox import the_sandbox
from app.sandbox.wallet_users import WALLET_USERS

blueprint = Blueprint("controls", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)


@blueprint.get("/health")
def health() -> Response:
    return jsonify(alive=True)


@blueprint.post("/orders/<path:order_id>/pay")
def pay(order_id: str) -> Response:
    user = WALLET_USERS[read_body(PayBody).user]
    try:
        return jsonify(transaction=pay_order(the_sandbox(), order_id, user, merchant_of_order(order_id)))
    except PaymentRefused as error:
        response = jsonify(refusal=control_views.refusal(error.problem))
        response.status_code = 409
        return response


@blueprint.post("/orders/<path:order_id>/fail")
def fail(order_id: str) -> Response:
    if not fail_order(the_sandbox(), order_id, merchant_of_order(order_id)):
        return control_error("there is no such order, or it is paid", 409)
    return jsonify(platform_order_id=order_id, status=100)


@blueprint.post("/orders/<path:order_id>/decline")
def decline(order_id: str) -> Response:
    if not decline_order(the_sandbox(), order_id, merchant_of_order(order_id)):
        return control_error("there is no such order, or it is paid, failed or declined", 409)
    return jsonify(platform_order_id=order_id, declined=True)


@blueprint.get("/clock")
def clock() -> Response:
    shown = the_sandbox().clock
    return jsonify(now=shown.now().isoformat(), frozen=shown.is_frozen)


@blueprint.put("/clock")
def move_clock() -> Response:
    sandbox = the_sandbox()
    apply_clock(sandbox.clock, read_body(ClockBody))
    sandbox.delivery_due.set()
    return clock()


@blueprint.get("/settings")
def settings() -> Response:
    return jsonify(control_views.settings(the_sandbox()))


@blueprint.put("/settings")
def change_settings() -> Response:
    apply_settings(the_sandbox(), read_body(SettingsBody))
    return settings()


@blueprint.get("/deliveries")
def deliveries() -> Response:
    return jsonify(control_views.deliveries(the_sandbox(), request.args.get("platform_order_id")))


@blueprint.post("/deliveries/<int(max=9223372036854775807):number>/redeliver")
def send_again(number: int) -> Response:
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        delivery = find_delivery(connection, number)
    if delivery is None:
        return control_error("there is no such delivery", 404)
    redeliver(sandbox, delivery)
    return jsonify(control_views.delivery(sandbox, number))
