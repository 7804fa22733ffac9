"""Languages: Traditional Chinese first, English complete; and how amounts and times are written."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask, request, session, url_for
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup

from app.config import Settings
from app.models.money import format_money
from app.services.numbers import TAIPEI

LOCALES = {"zh_Hant_TW": "中文", "en": "English"}


def speak(app: Flask, settings: Settings) -> None:
    """Give `app` its languages and the filters `money`, `taipei`, `taipei_seconds` and the global `static_url`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(__file__).parent / "translations")

    def choose_locale() -> str:
        chosen = session.get("locale")
        return chosen if chosen in LOCALES else settings.shop_locale

    Babel(app, locale_selector=choose_locale)
    app.add_template_filter(format_money, "money")
    app.add_template_filter(format_taipei, "taipei")
    app.add_template_filter(format_taipei_seconds, "taipei_seconds")
    static_folder = Path(app.static_folder or "")

    # A page names a dozen files, and building one address costs as much as a sentence of it.
    @lru_cache(maxsize=256)
    def static_path(_script_root: str, name: str) -> str:
        return url_for("static", filename=name, v=_content_hash(static_folder / name))

    app.add_template_global(lambda name: static_path(request.script_root, name), "static_url")

    @app.context_processor
    def language() -> dict[str, object]:
        locale = current_locale()
        return {
            "gettext": _translate_with(get_translations().gettext),
            "locale": locale,
            "html_lang": "en" if locale == "en" else "zh-Hant-TW",
            "locales": LOCALES,
        }

    @app.after_request
    def cache_static(response):  # type: ignore[no-untyped-def]
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def current_locale() -> str:
    """The locale of this request, one of `LOCALES`."""
    return str(get_locale() or "zh_Hant_TW")


def format_taipei(moment: datetime) -> str:
    """A UTC time as people in Taipei read it: 2026-11-21 14:30."""
    return f"{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M}"


def format_taipei_seconds(moment: datetime) -> str:
    """With seconds, for what follows closely on another: 2026-11-21 14:30:05."""
    return f"{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}"


def _translate_with(find: Callable[[str], str]) -> Callable[..., Markup]:
    """What `_()` of a template calls. Flask-Babel's own would look for the request's language at every sentence."""

    def translate(message: str, /, **values: object) -> Markup:
        return Markup(find(message)) % values  # noqa: S704  # message and translation are ours, values are escaped

    return translate


@lru_cache(maxsize=256)
def _content_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
