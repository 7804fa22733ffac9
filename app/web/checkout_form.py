"""What a shopper tells at checkout."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

ADDRESS_PATTERN = r"\A[A-Za-z0-9_-]{22}\Z"
NAME_MAX = 80
EMAIL_MAX = 254
NOTE_MAX = 500


def _one_line(value: str | None) -> str:
    return " ".join((value or "").split())


def _lines(value: str | None) -> str:
    # Browsers send CRLF whatever the shopper typed on.
    return "\n".join((value or "").strip().splitlines())


class _Filled(InputRequired):  # type: ignore[misc]  # WTForms carries no types
    """Something other than blanks."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if not field.data:
            field.raw_data = []
        super().__call__(form, field)


class ContactForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Who it is."""

    name = StringField(
        _l("Name"),
        filters=[_one_line],
        validators=[
            _Filled(_l("Please tell us your name.")),
            Length(max=NAME_MAX, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "name", "maxlength": NAME_MAX},
    )
    email = EmailField(
        _l("E-mail"),
        filters=[_one_line],
        validators=[
            _Filled(_l("Please tell us your e-mail address.")),
            Length(max=EMAIL_MAX, message=_l("At most %(max)d characters, please.")),
            Regexp(
                r"\A[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}\Z",
                message=_l("This does not look like an e-mail address; it should be like name@example.com."),
            ),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "maxlength": EMAIL_MAX},
    )


class CheckoutForm(ContactForm):
    """`checkout_key` is made with the page, so that a form sent twice is one order.

    `one_tap` is the token of the authorization to charge; empty for a code to scan.
    """

    checkout_key = HiddenField(validators=[Regexp(ADDRESS_PATTERN)])
    one_tap = StringField(
        _l("How to pay"), validators=[Regexp(rf"(?:{ADDRESS_PATTERN})?$", message=_l("Please choose how to pay."))]
    )
    note = TextAreaField(
        _l("Note"),
        filters=[_lines],
        validators=[Length(max=NOTE_MAX, message=_l("At most %(max)d characters, please."))],
        render_kw={"rows": 3, "maxlength": NOTE_MAX},
    )
