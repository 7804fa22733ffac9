"""How a matter was dealt with."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.admin.typed import tidy

NOTE_MAX = 300


class SettleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A note that whoever reads the order later can understand."""

    note = StringField(
        _l("What did you do about it?"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please say what you did, for whoever reads this later.")),
            Length(max=NOTE_MAX, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"maxlength": NOTE_MAX, "autocomplete": "off"},
    )
