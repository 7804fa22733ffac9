"""A payload to sign, and a digest to compare with."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.admin.typed import tidy

PAYLOAD_MAX = 16_000
DIGEST_MAX = 200


def _with_line_feeds(text: str | None) -> str:
    """A browser sends every line's end as CR LF, whatever it was where the text comes from."""
    return (text or "").replace("\r\n", "\n")


class DigestForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Not a blank of the payload is taken away, because each of them changes the digest."""

    payload = TextAreaField(
        _l("Payload"),
        filters=[_with_line_feeds],
        validators=[
            InputRequired(_l("Please paste the payload: the body of a POST, or the query of a GET.")),
            Length(max=PAYLOAD_MAX, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"rows": 8, "spellcheck": "false", "autocomplete": "off"},
    )
    digest = StringField(
        _l("Digest to compare with"),
        filters=[tidy],
        validators=[Length(max=DIGEST_MAX, message=_l("At most %(max)d characters, please."))],
        render_kw={"maxlength": DIGEST_MAX, "spellcheck": "false", "autocomplete": "off"},
    )
