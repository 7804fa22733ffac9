"""What every template may use beside its own variables."""

from collections.abc import Callable
from operator import attrgetter

from flask import Flask, request

from app.locales import current_locale
from app.models import OrderLine, Plan, Product
from app.shop import current_shop
from app.web.authorization_words import authorization_state, binding_title, cycle_words, is_one_tap
from app.web.basket import MOST_OF_ONE
from app.web.browser_session import cart_counts
from app.web.charge_words import charge_state, explain_charge
from app.web.order_words import explain_attention, explain_refusal, source_of_money, title_of
from app.web.qr import draw_qr


def add_page_context(app: Flask) -> None:
    """Register the context of all pages; none of it touches the database, so that an error page can use it."""

    @app.context_processor
    def page_context() -> dict[str, object]:
        settings = current_shop().settings
        return {
            "authorization_state": authorization_state,
            "binding_title": binding_title,
            "cart_count": sum(cart_counts().values()),
            "charge_state": charge_state,
            "cycle_words": cycle_words,
            "description_of": _read_in_language("description"),
            "explain_attention": explain_attention,
            "explain_charge": explain_charge,
            "explain_refusal": explain_refusal,
            "is_one_tap": is_one_tap,
            "jkopay_is_sandbox": settings.uses_sandbox,
            "language_next": request.full_path.rstrip("?") if request.method == "GET" else request.path,
            "most_of_one": MOST_OF_ONE,
            "name_of": _read_in_language("name"),
            "qr_svg": draw_qr,
            "sandbox_url": settings.jkopay_base_url,
            "source_of_money": source_of_money,
            "title_of": title_of,
        }


def name_of(thing: Product | Plan | OrderLine) -> str:
    """Its name in the language of the page."""
    return _read_in_language("name")(thing)


def _read_in_language(name: str) -> Callable[[Product | Plan | OrderLine], str]:
    language = "zh" if current_locale().startswith("zh") else "en"
    return attrgetter(f"{name}_{language}")
