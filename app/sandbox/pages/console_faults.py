"""Faults and answers planned for coming calls, in the console."""

import json

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.answers import APIS, known_answers
from app.sandbox.control_bodies import FaultBody, NextBody
from app.sandbox.faults import CALLBACKS, FaultKind, fault_problem
from app.sandbox.pages.console import Answered, console_blueprint, done, form_values, try_form
from app.sandbox.pages.console_wording import fault_words
from app.sandbox.planning import add_fault
from app.sandbox.sandbox import the_sandbox
from app.sandbox.stores import list_stores

blueprint = console_blueprint("faults")


@blueprint.get("")
def index() -> str:
    return _page()


@blueprint.post("")
def add() -> Answered:
    return try_form(_plan_fault, _page)


@blueprint.post("/answers")
def add_answer() -> Answered:
    return try_form(_plan_answer, _page)


@blueprint.post("/<int:number>/remove")
def remove(number: int) -> Response:
    the_sandbox().faults.remove(number)
    return done(_("It is planned no more."), "console_faults.index")


@blueprint.post("/answers/<int:number>/remove")
def remove_answer(number: int) -> Response:
    the_sandbox().planned.remove(number)
    return done(_("It is planned no more."), "console_faults.index")


def _plan_fault() -> Response:
    typed = form_values("times")
    if "probability" in typed and typed.get("times") is None:
        typed.pop("times", None)
    body = FaultBody.model_validate(typed)
    add_fault(the_sandbox(), body)
    return done(_("The fault is planned."), "console_faults.index")


def _plan_answer() -> Response:
    typed = form_values("times")
    if "result_object" in typed:
        typed["result_object"] = json.loads(str(typed["result_object"]))
    if "answer" in typed:
        # One of the documented ones was chosen: its place in the list of its API.
        api, place = str(typed.pop("answer")).rsplit("#", 1)
        chosen = known_answers(api)[int(place)]
        typed |= {"api": api, "result": chosen.result, "message": chosen.message}
    body = NextBody.model_validate(typed)
    the_sandbox().planned.add(body.api, body.answer(), body.times, store_id=body.store_id)
    return done(_("The answer is planned."), "console_faults.index")


def _page(mistake: tuple[str, str] | None = None) -> str:
    sandbox = the_sandbox()
    with sandbox.database.read() as connection:
        stores = list_stores(connection)
    return render_template(
        "console/faults.html",
        alert=mistake,
        faults=[(planned, fault_words(planned.item.kind)) for planned in sandbox.faults.waiting()],
        answers=sandbox.planned.waiting(),
        calls=APIS,
        callbacks=CALLBACKS,
        kinds_of_calls=_kinds(APIS[0]),
        kinds_of_callbacks=_kinds(CALLBACKS[-1]),
        documented=[(api, list(enumerate(known_answers(api)))) for api in APIS],
        stores=stores,
        typed=request.form,
    )


def _kinds(api: str) -> list[tuple[FaultKind, str]]:
    return [(kind, fault_words(kind)) for kind in FaultKind if fault_problem(api, kind) is None]
