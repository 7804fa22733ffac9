"""What staff do with money that came: refunds, in parts, by two at once, and sent again."""

from sqlalchemy import select

from app.models import Payment, PaymentStatus
from app.models.money import to_decimal
from app.services.numbers import new_refund_number
from app.services.refunds import request_refund
from tests.simulation.story import Form, Story

_PAID = select(Payment).where(Payment.status == PaymentStatus.PAID).order_by(Payment.id)


def refund(story: Story) -> str | None:
    """All or a part of what is left of a payment; a second of the staff may have looked at the same moment."""
    with story.world.db.read() as session:
        found = [(row.number, row.amount, row.refundable) for row in session.scalars(_PAID)]
    if not found:
        return None
    number, amount, left = story.rng.choice(found)
    said = []
    for _ in range(story.clicks()):
        asked = max(1, story.rng.choice((left, left, amount, amount // 2, left // 3, left + 1)))
        form = Form(number, new_refund_number(number), asked, left)
        story.forms.append(form)
        said.append(_send(story, form))
    return "; ".join(said)


def send_form_again(story: Story) -> str | None:
    """Staff who saw no answer send the same form once more."""
    return _send(story, story.rng.choice(story.forms)) if story.forms else None


def _send(story: Story, form: Form) -> str:
    made = request_refund(
        story.world.db,
        story.world.wallet,
        payment_number=form.payment_number,
        refund_number=form.number,
        amount=to_decimal(form.amount, "TWD"),
        seen_refundable=form.seen,
        reason="because",
        staff="merchant",
    )
    return f"{form.number} of {form.amount}: {made.status}"
