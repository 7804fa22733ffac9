"""The page that documents the calls, and lets them be tried."""

from flask import Blueprint, Response, make_response, render_template, request

from app.sandbox.control_access import may_control
from app.sandbox.openapi.document import platform_document
from app.sandbox.sandbox import the_sandbox

blueprint = Blueprint("docs", __name__)
# The viewer asks for the document, tries calls, and draws its icons from data: addresses in its style sheet.
_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@blueprint.get("/docs")
def show() -> Response:
    page = make_response(render_template("docs.html", inside=may_control(request, the_sandbox().settings)))
    page.headers["Content-Security-Policy"] = _CSP
    return page


@blueprint.get("/openapi.json")
def openapi() -> Response:
    return Response(platform_document(the_sandbox().settings.public_url), mimetype="application/json")
