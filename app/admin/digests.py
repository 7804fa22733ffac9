"""Signs any payload with the store's key, and says what is wrong with another digest of it. Nothing is kept."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.admin.digest_form import DigestForm
from app.admin.mistake_words import MISTAKES
from app.services.api_calls_reading import open_call
from app.services.digest_mistakes import DigestCheck, check_digest
from app.shop import current_shop

blueprint = Blueprint("digests", __name__, url_prefix="/inspector/digest")


@blueprint.get("")
def new() -> str:
    """The form, filled in with a call (`?call=`) whose bytes are whole."""
    asked = request.args.get("call", type=int)
    call = open_call(current_shop().db, asked) if asked is not None and asked < 1_000_000_000 else None
    is_whole = call is not None and not call.masked and len(call.payload) == call.payload_length
    filled = {"payload": call.payload.decode("utf-8", "replace"), "digest": call.digest} if call and is_whole else {}
    return _page(DigestForm(formdata=None, data=filled))


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Sign, and compare."""
    form = DigestForm()
    if not form.validate():
        return _page(form), 422
    settings, given = current_shop().settings, form.digest.data
    keys = {name: getattr(settings, f"jkopay_{name}").get_secret_value() for name in ("secret_key", "api_key")}
    return _page(form, check_digest(form.payload.data.encode("utf-8", "replace"), given, **keys))


def _page(form: DigestForm, check: DigestCheck | None = None) -> str:
    back = url_for(".new")
    return render_template("admin/inspector/digest.html", form=form, check=check, mistakes=MISTAKES, language_next=back)
