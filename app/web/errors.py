"""What a person is told when a page cannot be shown."""

import structlog
from flask import Flask, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from werkzeug.exceptions import HTTPException, SecurityError

log = structlog.get_logger(__name__)

RETRY_AFTER_SECONDS = "5"


def handle_errors(app: Flask) -> None:
    """Show errors of `app` in the look of the house."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolExhausted, _database_away)


def _wrong_host(_error: SecurityError) -> ResponseReturnValue:
    # Before the host is known no address can be built, so there is no page to show.
    return Response("This host name is not one of this shop's: check PUBLIC_URL.\n", 400, mimetype="text/plain")


def _form_too_old(_error: CSRFError) -> ResponseReturnValue:
    words = (
        _("This form is too old"),
        _("Nothing was sent. Go back: what you wrote is still there. Copy it, reload that page and send it again."),
    )
    return render_template("errors/show.html", code=400, words=words), 400


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    headers = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
    return render_template("errors/show.html", code=code, words=_words(code)), code, headers


def _database_away(error: Exception) -> ResponseReturnValue:
    log.error("database_unavailable", error=type(error).__name__)
    page = render_template("errors/show.html", code=503, words=_words(503))
    return page, 503, {"Retry-After": RETRY_AFTER_SECONDS}


def _words(code: int) -> tuple[str, str]:
    known = {
        400: (_("That did not make sense to us"), _("Part of the request was missing or mangled. Nothing happened.")),
        404: (_("Nothing lives at this address"), _("Perhaps it moved, or a character went missing while copying it.")),
        405: (_("This address works differently"), _("It cannot be opened like this. Please start from the shop.")),
        413: (_("That was too much at once"), _("What you sent is larger than we can take. Nothing was stored.")),
        429: (_("One moment, please"), _("That was a little too often. Wait a minute, then go back and try again.")),
        503: (
            _("The shop is catching its breath"),
            _("Please try again in a moment. If you were paying, your payment is safe and nothing was charged twice."),
        ),
    }
    ours = (
        _("Something broke on our side"),
        _("We have been told. If you were paying, your payment is safe: open your order again in a minute."),
    )
    return known.get(code, ours if code >= 500 else known[400])
