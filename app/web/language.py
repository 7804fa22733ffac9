"""The language of the pages."""

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from app.locales import LOCALES
from app.web.browser_session import set_locale

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
def create() -> ResponseReturnValue:
    """Speak another one from now on, and go back to the page."""
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    set_locale(locale)
    return redirect(_local(request.form.get("next", "")), 303)


def _local(path: str) -> str:
    """A path of this shop, never another site's address in disguise: browsers read `//` and `/\\` as a host."""
    is_local = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if is_local else "/"
