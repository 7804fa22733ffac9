"""Puts the sandbox together."""

from flask import Flask

from app.sandbox.authpay import blueprint as authpay
from app.sandbox.authpay_controls import blueprint as authpay_controls
from app.sandbox.controls import blueprint as controls
from app.sandbox.deliveries import Deliveries
from app.sandbox.document_controls import blueprint as document_controls
from app.sandbox.list_controls import blueprint as list_controls
from app.sandbox.merchant_controls import blueprint as merchant_controls
from app.sandbox.onlinepay import blueprint as onlinepay
from app.sandbox.pages.authorizations import blueprint as authorizations
from app.sandbox.pages.binding import blueprint as binding
from app.sandbox.pages.console_sections import SECTIONS
from app.sandbox.pages.docs import blueprint as docs
from app.sandbox.pages.frame import csrf, frame_pages, new_app
from app.sandbox.pages.home import blueprint as home
from app.sandbox.pages.language import blueprint as language
from app.sandbox.pages.wallet import blueprint as wallet
from app.sandbox.plan_controls import blueprint as plan_controls
from app.sandbox.sandbox import open_sandbox
from app.sandbox.settings import SandboxSettings
from app.sandbox.transfer_controls import blueprint as transfer_controls

_LONGEST_BODY = 1024 * 1024
# Signatures and the JSON content type keep other sites out of these.
_FOR_PROGRAMS = (
    onlinepay,
    authpay,
    controls,
    authpay_controls,
    list_controls,
    merchant_controls,
    plan_controls,
    transfer_controls,
    document_controls,
)


def build(settings: SandboxSettings) -> Flask:
    """The Flask app with `sandbox` and `deliveries` among its extensions."""
    app = new_app()
    app.config["MAX_CONTENT_LENGTH"] = _LONGEST_BODY
    sandbox = open_sandbox(settings)
    app.extensions["sandbox"] = sandbox
    app.extensions["deliveries"] = Deliveries(sandbox)
    frame_pages(app, sandbox)
    for programs in _FOR_PROGRAMS:
        csrf.exempt(programs)
        app.register_blueprint(programs)
    for pages in (home, docs, language, wallet, binding, authorizations, *SECTIONS):
        app.register_blueprint(pages)
    return app
