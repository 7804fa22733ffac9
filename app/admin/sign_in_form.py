"""Who signs in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from app.admin.typed import tidy

# Long enough for any passphrase; hashing a whole request body would only be slow.
LONGEST = 200


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """`next` is the page that was asked for before."""

    next = HiddenField()
    username = StringField(
        _l("User name"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please give your user name.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": LONGEST},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            DataRequired(_l("Please give your password.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "current-password", "maxlength": LONGEST},
    )
