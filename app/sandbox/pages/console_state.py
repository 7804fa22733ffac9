"""The whole state of the sandbox in the console: taken away as a file, brought in from one, or emptied."""

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.control_access import may_control
from app.sandbox.pages.console import Answered, console_blueprint, done, try_form
from app.sandbox.sandbox import the_sandbox
from app.sandbox.transfer import import_state

blueprint = console_blueprint("state")
_LARGEST_IMPORT = 512 * 1024 * 1024


@blueprint.url_value_preprocessor
def take_large_files(_endpoint: str | None, _values: object) -> None:
    """Before anything reads the form."""
    if may_control(request, the_sandbox().settings):
        request.max_content_length = _LARGEST_IMPORT


@blueprint.get("")
def index() -> str:
    return _page()


@blueprint.post("/import")
def bring_in() -> Answered:
    return try_form(_bring_in, _page)


@blueprint.post("/reset")
def reset() -> Answered:
    if "sure" not in request.form:
        return _page((_("Nothing was deleted"), _("Tick the box to say that you are sure."))), 422
    the_sandbox().empty()
    return done(_("The sandbox is empty; its first keys are the same."), "console_state.index")


def _bring_in() -> Response:
    file = request.files.get("file")
    if "sure" not in request.form or file is None or not file.filename:
        raise ValueError(_("Choose a file, and tick the box to say that you are sure."))
    counts = import_state(the_sandbox(), file.read())
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    return done(_("Imported: %(told)s.", told=told), "console_state.index")


def _page(mistake: tuple[str, str] | None = None) -> str:
    return render_template("console/state.html", alert=mistake)
