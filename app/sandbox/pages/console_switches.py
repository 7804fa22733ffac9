"""The points on which the documentation is silent, and whether magic amounts do anything, in the console."""

from typing import get_args

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.pages.console import Answered, console_blueprint, done, try_form
from app.sandbox.pages.switch_wording import option_words, switch_words
from app.sandbox.sandbox import the_sandbox
from app.sandbox.switches import Switches

blueprint = console_blueprint("switches")


@blueprint.get("")
def index() -> str:
    return _page()


@blueprint.post("")
def change() -> Answered:
    return try_form(_change, _page)


def _change() -> Response:
    sandbox = the_sandbox()
    chosen = {name: _options(name)[int(request.form[name])] for name in Switches.model_fields}
    sandbox.use_switches(Switches.model_validate(chosen))
    sandbox.magic.enable("magic_values" in request.form)
    return done(_("The sandbox plays it this way from now on."), "console_switches.index")


def _page(mistake: tuple[str, str] | None = None) -> str:
    sandbox = the_sandbox()
    rows = [
        (name, switch_words(name), [(option, option_words(name, option)) for option in _options(name)])
        for name in Switches.model_fields
    ]
    chosen = sandbox.switches.model_dump()
    return render_template(
        "console/switches.html", rows=rows, chosen=chosen, magic=sandbox.magic.enabled, alert=mistake
    )


def _options(name: str) -> tuple[object, ...]:
    """The values of a switch, the default first."""
    field = Switches.model_fields[name]
    return get_args(field.annotation) or (field.default, not field.default)
