"""The language switch."""

from flask import Blueprint, redirect, request
from werkzeug import Response

from app.sandbox.pages.frame import LANGUAGE_COOKIE, LANGUAGES
from app.sandbox.sandbox import the_sandbox

blueprint = Blueprint("language", __name__)
_ONE_YEAR = 365 * 24 * 3600


@blueprint.post("/web/language")
def choose() -> Response:
    back = request.form.get("back", "/")
    # "//host" and "/\host" are other people's addresses.
    inside = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    response = redirect(back if inside else "/", 303)
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        secure = the_sandbox().settings.public_url.startswith("https://")
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_ONE_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response
