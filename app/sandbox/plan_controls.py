"""The control interface of planned answers and faults."""

from flask import Blueprint, Response, jsonify

from app.sandbox import plan_views
from app.sandbox.control_access import control_error, guard_controls, read_body
from app.sandbox.control_bodies import FaultBody, NextBody
from app.sandbox.planning import add_fault
from app.sandbox.sandbox import the_sandbox

blueprint = Blueprint("plan_controls", __name__, url_prefix="/_sandbox")
guard_controls(blueprint)


@blueprint.get("/next")
def answers() -> Response:
    return jsonify(plan_views.answers(the_sandbox()))


@blueprint.post("/next")
def plan_answer() -> Response:
    body = read_body(NextBody)
    the_sandbox().planned.add(body.api, body.answer(), body.times, store_id=body.store_id)
    return answers()


@blueprint.delete("/next")
def clear_answers() -> Response:
    the_sandbox().planned.clear()
    return answers()


@blueprint.delete("/next/<int:number>")
def remove_answer(number: int) -> Response:
    found = the_sandbox().planned.remove(number)
    return answers() if found else control_error("there is no such answer", 404)


@blueprint.get("/faults")
def faults() -> Response:
    return jsonify(plan_views.faults(the_sandbox()))


@blueprint.post("/faults")
def plan_fault() -> Response:
    body = read_body(FaultBody)
    add_fault(the_sandbox(), body)
    return faults()


@blueprint.delete("/faults")
def clear_faults() -> Response:
    the_sandbox().faults.clear()
    return faults()


@blueprint.delete("/faults/<int:number>")
def remove_fault(number: int) -> Response:
    found = the_sandbox().faults.remove(number)
    return faults() if found else control_error("there is no such fault", 404)
