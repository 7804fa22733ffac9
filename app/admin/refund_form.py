"""What a refund needs to know, through both of its steps."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

from app.admin.typed import tidy
from app.models import Payment
from app.models.money import format_money, to_decimal
from app.services.numbers import new_refund_number
from app.services.refund_rules import (
    FullRefundRequired,
    RefundableChanged,
    RefundNumberUsed,
    RefundRejected,
    RefundTooLarge,
)

REASON_MAX = 200


class RefundForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """`refund_number` is made with the form, so that a form sent twice is one refund.

    `seen_refundable` is what was left, in smallest units, when the form was shown.
    """

    refund_number = HiddenField(validators=[Regexp(r"\A[A-Za-z0-9_-]{1,49}-R[0-9A-Z]{8}\Z")])
    seen_refundable = HiddenField(validators=[Regexp(r"\A[0-9]{1,18}\Z")])
    amount = StringField(
        _l("Amount to give back"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please give an amount.")),
            Regexp(
                r"\A([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,2})?\Z",
                message=_l("Please write the amount in digits only, such as 1280."),
            ),
        ],
        render_kw={"inputmode": "decimal", "autocomplete": "off", "maxlength": 22},
    )
    reason = TextAreaField(
        _l("Reason"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please say why, for whoever reads this later.")),
            Length(max=REASON_MAX, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"rows": 2, "maxlength": REASON_MAX},
    )

    @classmethod
    def of(cls, payment: Payment, minor: int) -> "RefundForm":
        """A new form about `payment` that proposes `minor`, in smallest units."""
        return cls(
            formdata=None,
            refund_number=new_refund_number(payment.number),
            seen_refundable=str(payment.refundable),
            amount=str(to_decimal(minor, payment.currency)),
        )

    def belongs_to(self, payment: Payment) -> bool:
        """Whether the hidden fields are as the page made them; what staff typed is another matter."""
        is_shaped = self.refund_number.validate(self) and self.seen_refundable.validate(self)
        return bool(is_shaped) and str(self.refund_number.data).startswith(f"{payment.number}-R")

    @property
    def decimal(self) -> Decimal:
        """The typed amount. Only of a valid form."""
        return Decimal(self.amount.data.replace(",", ""))

    def object(self, rejection: RefundRejected, payment: Payment) -> None:
        """Say beside the amount why it cannot be; what the form has seen becomes what is now.

        A number that has been used would never make another refund, so the form gets a new one.
        """
        self.amount.errors = [_reject_words(rejection, format_money(payment.refundable, payment.currency), payment)]
        self.seen_refundable.data = str(payment.refundable)
        if any(refund.number == self.refund_number.data for refund in payment.refunds):
            self.refund_number.data = new_refund_number(payment.number)


def _reject_words(rejection: RefundRejected, left: str, payment: Payment) -> Any:
    if isinstance(rejection, RefundTooLarge):
        return _("At most %(left)s can still be given back.", left=left)
    if isinstance(rejection, FullRefundRequired):
        return _("A JKOPay coupon paid for part of this, so only the whole %(left)s can be given back.", left=left)
    if isinstance(rejection, RefundableChanged):
        return _("Something changed since you opened this form: %(left)s are left now. Look again.", left=left)
    if isinstance(rejection, RefundNumberUsed):
        return _("This form was sent before, for another amount: %(left)s are left now. Look again.", left=left)
    return _(
        "Please give an amount above zero, without more decimals than %(currency)s has.", currency=payment.currency
    )
