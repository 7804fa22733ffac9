"""The control interface: how tests and people steer the sandbox. JSON, for this machine only."""

from flask import Blueprint, Response, jsonify, request

from app.sandbox import control_views
from app.sandbox.control_access import control_error, guard_controls, read_body
from app.sandbox.control_bodies import ClockBody, FaultBody, NextBody, PayBody, SettingsBody
from app.sandbox.control_settings import apply_settings
from app.sandbox.deliveries import redeliver
from app.sandbox.delivery_log import find_delivery
from app.sandbox.payments import PaymentRefused, fail_order, pay_order
from app.sandbox.sandbox import the_sandbox
from app.sandbox.wallet_users import WALLET_USERS

blueprint = Blueprint("controls", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)


@blueprint.get("/health")
def health() -> Response:
    return jsonify(alive=True)


@blueprint.get("/stores")
def stores() -> Response:
    return jsonify(control_views.stores(the_sandbox()))


@blueprint.post("/orders/<path:order_id>/pay")
def pay(order_id: str) -> Response:
    user = WALLET_USERS[read_body(PayBody).user]
    try:
        return jsonify(transaction=pay_order(the_sandbox(), order_id, user))
    except PaymentRefused as error:
        response = jsonify(refusal=control_views.refusal(error.problem))
        response.status_code = 409
        return response


@blueprint.post("/orders/<path:order_id>/fail")
def fail(order_id: str) -> Response:
    if not fail_order(the_sandbox(), order_id):
        return control_error("there is no such order, or it is paid", 409)
    return jsonify(platform_order_id=order_id, status=100)


@blueprint.post("/next")
def plan_answer() -> Response:
    body = read_body(NextBody)
    the_sandbox().planned.add(body.api, body.answer(), body.times)
    return jsonify(control_views.planned(the_sandbox()))


@blueprint.get("/next")
def planned_answers() -> Response:
    return jsonify(control_views.planned(the_sandbox()))


@blueprint.delete("/next")
def clear_answers() -> Response:
    the_sandbox().planned.clear()
    return jsonify(control_views.planned(the_sandbox()))


@blueprint.post("/faults")
def plan_fault() -> Response:
    body = read_body(FaultBody)
    the_sandbox().faults.add(body.api, body.as_fault(), body.times)
    return jsonify(control_views.faults(the_sandbox()))


@blueprint.get("/faults")
def planned_faults() -> Response:
    return jsonify(control_views.faults(the_sandbox()))


@blueprint.delete("/faults")
def clear_faults() -> Response:
    the_sandbox().faults.clear()
    return jsonify(control_views.faults(the_sandbox()))


@blueprint.get("/clock")
def clock() -> Response:
    return jsonify(now=the_sandbox().clock.now().isoformat())


@blueprint.put("/clock")
def move_clock() -> Response:
    body, sandbox = read_body(ClockBody), the_sandbox()
    if body.now is not None:
        sandbox.clock.set(body.now)
    elif body.advance_seconds is not None:
        sandbox.clock.advance(body.advance_seconds)
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


@blueprint.post("/deliveries/<int:number>/redeliver")
def send_again(number: int) -> Response:
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        delivery = find_delivery(connection, number)
    if delivery is None:
        return control_error("there is no such delivery", 404)
    redeliver(sandbox, delivery)
    return jsonify(control_views.delivery(sandbox, number))


@blueprint.post("/reset")
def reset() -> Response:
    the_sandbox().empty()
    return jsonify(empty=True)
