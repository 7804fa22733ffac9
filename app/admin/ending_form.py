"""How a matter ends, and why."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from app.admin.ending_words import choose_words
from app.admin.settle_form import NOTE_MAX
from app.admin.typed import tidy
from app.services.endings import Decision, Ending, Matter


class EndingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """`seen` is what was noted with the matter when the page was shown."""

    seen = HiddenField()
    ending = RadioField(_l("How does it end?"), validate_choice=True)
    note = StringField(
        _l("Why? What did you find out?"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please say why, for whoever reads this later.")),
            Length(max=NOTE_MAX, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"maxlength": NOTE_MAX, "autocomplete": "off"},
    )

    @classmethod
    def of(cls, matter: Matter, *, blank: bool = False) -> "EndingForm":
        """The form that was sent about `matter`, or a `blank` one."""
        form = cls(formdata=None, seen=matter.attention.detail) if blank else cls()
        form.ending.choices = [(ending.value, choose_words(matter, ending).choice) for ending in matter.endings]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """A choice that is not made is said in words of ours."""
        is_whole = bool(super().validate(extra_validators))
        if self.ending.errors:
            self.ending.errors = [_l("Please choose one.")]
        return is_whole

    def decision(self, matter: Matter, staff: str) -> Decision:
        """What was decided. Only of a valid form."""
        return Decision(matter.attention.id, Ending(self.ending.data), self.seen.data or "", self.note.data, staff)
