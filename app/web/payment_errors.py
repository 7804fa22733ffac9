"""The payment error catalogue, for staff and developers: what each code means, and which answers of JKOPay are it."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_translations

from app.payment_errors import (
    ACTOR_WORDS,
    CATEGORY_WORDS,
    RETRY_WORDS,
    Answer,
    Found,
    PaymentError,
    UnknownFilter,
    find_errors,
)

blueprint = Blueprint("payment_errors", __name__)


@blueprint.get("/payment-errors")
def index() -> ResponseReturnValue:
    """Those that fit `q`, `category` and `audience`; all when nothing is asked."""
    try:
        return _page(_find())
    except UnknownFilter as unknown:
        return _page([], unknown), 400


@blueprint.get("/payment-errors.json")
def as_json() -> ResponseReturnValue:
    """The same as JSON, in both languages."""
    try:
        found = _find()
    except UnknownFilter as unknown:
        return jsonify(error=str(unknown), known=unknown.known), 400
    with force_locale("zh_Hant_TW"):
        return jsonify(payment_errors=[_tell(error, answers) for error, answers in found])


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in ("q", "category", "audience")}


def _find() -> Found:
    asked = _asked()
    return find_errors(asked["q"], asked["category"], asked["audience"], get_translations().gettext)


def _page(found: Found, unknown: UnknownFilter | None = None) -> str:
    return render_template(
        "payment_errors/index.html",
        found=found,
        unknown=unknown,
        asked=_asked(),
        actors=ACTOR_WORDS,
        categories=CATEGORY_WORDS,
        retries=RETRY_WORDS,
    )


def _tell(error: PaymentError, answers: list[Answer]) -> dict[str, Any]:
    return {
        "code": error.code,
        "category": error.category,
        "description_en": error.english,
        "description_zh_hans": error.chinese,
        "description_zh_hant": get_translations().gettext(error.english),
        **_tell_advice(error),
        "jkopay": [
            {"api": answer.api, "result": answer.result, "message": answer.message, **_tell_advice(answer.error)}
            for answer in answers
        ],
    }


def _tell_advice(error: PaymentError) -> dict[str, Any]:
    return {
        "audience": error.actor,
        "retry": error.retry,
        "shopper": _tell_sentence(error.shopper),
        "staff": _tell_sentence(error.staff),
    }


def _tell_sentence(sentence: str) -> dict[str, str]:
    return {"en": sentence, "zh_hant": get_translations().gettext(sentence)}
