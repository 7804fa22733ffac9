"""What became of a refund, right after it was sent."""

from flask_babel import gettext as _

from app.admin.payment_apis import refund_api_of
from app.admin.refusals import advise_on_refusal
from app.models import Payment, Refund, RefundStatus
from app.models.money import format_money


def tell_news(payment: Payment, refund: Refund) -> tuple[str, str]:
    """The sentence and its tone, about a refund of `payment`."""
    amount = format_money(refund.amount, refund.currency)
    if refund.status is RefundStatus.DONE:
        return _("%(amount)s went back to the customer.", amount=amount), "good"
    why = advise_on_refusal(refund_api_of(payment), refund.refusal_code, refund.refusal_message)
    if refund.status is RefundStatus.REFUSED:
        return _("JKOPay refused to give %(amount)s back. %(why)s", amount=amount, why=why), "bad"
    if refund.status is RefundStatus.UNKNOWN and refund.refusal_code:
        words = _(
            "JKOPay's answer leaves open whether %(amount)s went back. %(why)s We keep asking; do not refund it again.",
            amount=amount,
            why=why,
        )
        return words, "warn"
    if refund.status is RefundStatus.UNKNOWN:
        words = _(
            "JKOPay did not answer, so whether %(amount)s went back is unknown. "
            "We keep asking; do not refund it again.",
            amount=amount,
        )
        return words, "warn"
    return _("The refund of %(amount)s is on its way; this page will say how it ended.", amount=amount), "info"
