"""The sandbox's time in the console."""

from datetime import UTC, datetime

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.authpay_rules import is_deduction_time
from app.sandbox.pages.console import Answered, console_blueprint, done, read_local_time, try_form
from app.sandbox.sandbox import the_sandbox

blueprint = console_blueprint("clock")
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}


@blueprint.get("")
def index() -> str:
    return _page()


@blueprint.post("")
def change() -> Answered:
    return try_form(_move, _page)


def _move() -> Response:
    clock, form = the_sandbox().clock, request.form
    match form.get("what"):
        case "set":
            clock.set(read_local_time(form.get("now", "")))
        case "advance":
            clock.advance(float(form.get("amount", "")) * _SECONDS[form.get("unit", "")])
        case "freeze":
            clock.freeze()
        case "thaw":
            clock.thaw()
        case _:
            clock.reset()
    # A callback may be due by the new time.
    the_sandbox().delivery_due.set()
    return done(_("The clock was changed."), "console_clock.index")


def _page(mistake: tuple[str, str] | None = None) -> str:
    clock = the_sandbox().clock
    now = clock.now()
    alert = (mistake[0], _("Give a date and time of the years 2000 to 2199, or a number.")) if mistake else None
    return render_template(
        "console/clock.html",
        now=now,
        machine=datetime.now(UTC),
        is_frozen=clock.is_frozen,
        is_open=is_deduction_time(now),
        alert=alert,
        jumps=[
            (_("20 minutes"), 20 * 60),
            (_("1 hour"), 3600),
            (_("1 day"), 86_400),
            (_("30 days"), 30 * 86_400),
            (_("181 days"), 181 * 86_400),
        ],
    )
