"""Every call to the merchants in the console: its bytes, how it was answered, when it comes next, and once more."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from werkzeug import Response

from app.sandbox.deliveries import redeliver
from app.sandbox.delivery_log import Delivery, find_delivery, list_attempts, list_deliveries
from app.sandbox.pages.console import console_blueprint, done
from app.sandbox.pages.console_wording import delivery_words
from app.sandbox.sandbox import the_sandbox

blueprint = console_blueprint("deliveries")
_MOST = 100


@blueprint.get("")
def index() -> str:
    about = request.args.get("about", "").strip() or None
    with the_sandbox().database.read() as connection:
        found = list_deliveries(connection, about, _MOST)[::-1]
        last = {each.number: list_attempts(connection, each)[-1:] for each in found}
    rows = [(each, *delivery_words(each.state), last[each.number]) for each in found]
    return render_template("console/deliveries.html", rows=rows, about=about, most=_MOST)


@blueprint.get("/<int:number>")
def show(number: int) -> str:
    delivery, sandbox = _delivery(number), the_sandbox()
    with sandbox.database.read() as connection:
        attempts = list_attempts(connection, delivery)
    words = delivery_words(delivery.state)
    return render_template("console/delivery.html", delivery=delivery, attempts=attempts, words=words)


@blueprint.post("/<int:number>/redeliver")
def send_again(number: int) -> Response:
    answer = redeliver(the_sandbox(), _delivery(number))
    words = (
        _("Sent: HTTP %(status)s after %(milliseconds)s ms.", status=answer.status, milliseconds=answer.milliseconds)
        if answer.status
        else _("Sent, but nothing came back: %(problem)s.", problem=answer.problem)
    )
    return done(words, "console_deliveries.show", number=number)


def _delivery(number: int) -> Delivery:
    with the_sandbox().database.read() as connection:
        return find_delivery(connection, number) or abort(404)
