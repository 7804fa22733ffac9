"""What every page stands in: language, cookies, CSRF, headers, and where templates and static files are."""

import hashlib
import secrets
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, render_template, request, url_for
from flask_babel import Babel, get_locale
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from app.sandbox.control_access import control_error
from app.sandbox.database import recall, remember
from app.sandbox.money import shown
from app.sandbox.sandbox import Sandbox
from app.sandbox.times import TAIPEI

LANGUAGES = {"zh_Hant_TW": "中文", "en": "English"}
LANGUAGE_COOKIE = "jko_sandbox_language"
_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
csrf = CSRFProtect()


def new_app() -> Flask:
    """A Flask app that finds the sandbox's own templates and static files, in a checkout and in a wheel."""
    package = Path(__file__).parents[2]
    root = package if (package / "templates").is_dir() else package.parent
    return Flask(
        "app.sandbox",
        template_folder=str(root / "templates" / "sandbox"),
        static_folder=str(root / "static" / "sandbox"),
        static_url_path="/static",
    )


def frame_pages(app: Flask, sandbox: Sandbox) -> None:
    """Give the app its languages, cookies and headers."""
    key = _cookie_key(sandbox)
    app.config.update(
        SECRET_KEY=key,
        # The shop and other sandboxes live on the same host, and cookies know no ports.
        SESSION_COOKIE_NAME=f"jko_sandbox_{hashlib.sha256(key.encode()).hexdigest()[:8]}",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=sandbox.settings.public_url.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="zh_Hant_TW",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parents[2] / "translations"),
    )
    csrf.init_app(app)
    Babel(app, locale_selector=_choose_language)
    app.add_template_filter(shown, "money")
    app.add_template_filter(lambda at: f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M}", "taipei")
    app.add_template_filter(lambda at: f"{at.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}", "taipei_seconds")
    app.add_template_filter(lambda at: f"{at.astimezone(TAIPEI):%Y-%m-%dT%H:%M:%S}", "taipei_field")
    static = Path(app.static_folder or "")
    app.add_template_global(lambda name: url_for("static", filename=name, v=_content_hash(static / name)), "static_url")
    app.context_processor(_language_words)
    app.after_request(_set_headers)
    app.register_error_handler(CSRFError, _explain_csrf)
    app.register_error_handler(404, _explain_missing)


def _cookie_key(sandbox: Sandbox) -> str:
    with sandbox.database.write() as connection:
        key = recall(connection, "cookie_key") or secrets.token_urlsafe(48)
        remember(connection, "cookie_key", key)
    return str(key)


def _choose_language() -> str | None:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else None


def _language_words() -> dict[str, object]:
    locale = str(get_locale())
    return {"locale": locale, "html_lang": "en" if locale == "en" else "zh-Hant-TW", "languages": LANGUAGES}


def _set_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    kept = request.endpoint == "static" and "v" in request.args
    response.headers.setdefault("Cache-Control", "no-store")
    if kept:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _explain_csrf(_: Exception) -> tuple[str, int]:
    return render_template("stale.html"), 400


def _explain_missing(_: Exception) -> Response | tuple[str, int]:
    if request.path.startswith("/_sandbox/"):
        return control_error("there is no such call", 404)
    return render_template("missing.html"), 404


@lru_cache(maxsize=64)
def _content_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
