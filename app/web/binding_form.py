"""What a shopper tells before a binding."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Regexp

from app.web.checkout_form import ADDRESS_PATTERN, ContactForm

LEAST_LIMIT, PROPOSED_LIMIT, MOST_LIMIT = 100, 3000, 20000
"""TWD for one purchase by one tap. The wallet user decides on a limit of their own besides."""


class BindingForm(ContactForm):
    """`binding_key` is made with the page, so that a form sent twice is one binding."""

    binding_key = HiddenField(validators=[Regexp(ADDRESS_PATTERN)])


class OneTapForm(BindingForm):
    """A binding without a cycle: `amount` is whole TWD."""

    amount = IntegerField(
        _l("At most, each time (NT$)"),
        default=PROPOSED_LIMIT,
        validators=[
            InputRequired(_l("Please give an amount.")),
            NumberRange(LEAST_LIMIT, MOST_LIMIT, _l("Please give an amount from %(min)s to %(max)s.")),
        ],
        render_kw={"inputmode": "numeric", "min": LEAST_LIMIT, "max": MOST_LIMIT, "step": 1},
    )
