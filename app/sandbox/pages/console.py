"""What the pages of the console have in common: who may see them, and how their forms are read and answered."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug import Response

from app.sandbox.control_access import may_control
from app.sandbox.merchant_changes import Kept
from app.sandbox.merchants import KeyTaken
from app.sandbox.pages.console_wording import mistake_words
from app.sandbox.production import ProductionRefused
from app.sandbox.sandbox import the_sandbox
from app.sandbox.times import TAIPEI

Page = str | tuple[str, int]
Answered = Response | Page


def console_blueprint(name: str) -> Blueprint:
    """A section of the console, for whoever may also use the control interface."""
    blueprint = Blueprint(f"console_{name}", __name__, url_prefix=f"/console/{name}")
    blueprint.before_request(_keep_strangers_out)
    return blueprint


def done(words: str, endpoint: str, **values: object) -> Response:
    """Say what was done, on the page that shows it."""
    flash(words)
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]


def try_form(change: Callable[[], Response], again: Callable[[tuple[str, str]], str]) -> Answered:
    """Make a change, or show the form again with what is wrong with it."""
    try:
        return change()
    except (ValueError, LookupError, Kept, KeyTaken, ProductionRefused) as error:
        return again(mistake_words(error)), 422


def form_values(*nullable: str) -> dict[str, object]:
    """What was typed. An empty field is left out, or is None if it is `nullable`."""
    typed = {name: value.strip() for name, value in request.form.items() if name != "csrf_token"}
    return {name: value or None for name, value in typed.items() if value or name in nullable}


def read_local_time(text: str) -> datetime:
    """A time as browsers send it, which is meant in UTC+8.

    Raises ValueError.
    """
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


def _keep_strangers_out() -> Page | None:
    if may_control(request, the_sandbox().settings):
        return None
    return render_template("console/strangers.html"), 403
