"""How this shop is set up, and the way to a first real payment."""

from flask import Blueprint, current_app, render_template, stream_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_translations

from app.admin.first_step_words import guide
from app.doctor import STATE_WORDS, Patient, examine, find_first_steps
from app.shop import current_shop

blueprint = Blueprint("doctor", __name__, url_prefix="/doctor")


@blueprint.get("")
def index() -> str:
    """The way to a first payment, and the button that runs the checks."""
    shop = current_shop()
    return render_template(
        "admin/doctor/index.html", steps=guide(find_first_steps(shop.db)), language_next=url_for(".index")
    )


@blueprint.post("/runs")
def create() -> ResponseReturnValue:
    """Run the checks; the page is sent line by line, each as soon as it is known."""
    shop = current_shop()
    findings = examine(Patient(shop.settings, shop.db, current_app.debug))
    return stream_template(
        "admin/doctor/show.html",
        findings=findings,
        state_words=STATE_WORDS,
        translate=get_translations().gettext,
        language_next=url_for(".index"),
    )
