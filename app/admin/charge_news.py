"""What became of a charge, right after the staff asked for it."""

from flask_babel import gettext as _

from app.admin.payment_apis import CHARGE
from app.admin.refusals import advise_on_refusal
from app.locales import format_taipei
from app.models import Payment, PaymentStatus
from app.models.money import format_money


def tell_charge(charge: Payment) -> tuple[str, str]:
    """The sentence and its tone."""
    amount = format_money(charge.amount, charge.currency)
    if charge.status is PaymentStatus.PAID:
        return _("%(amount)s were taken.", amount=amount), "good"
    if charge.status is PaymentStatus.NEW and charge.next_inquiry_at is not None:
        time = format_taipei(charge.next_inquiry_at)
        return _("%(amount)s will be taken at %(time)s, when its turn comes.", amount=amount, time=time), "info"
    if charge.status in (PaymentStatus.REFUSED, PaymentStatus.FAILED):
        why = advise_on_refusal(CHARGE, charge.refusal_code, charge.refusal_message)
        return _("JKOPay refused to take %(amount)s. %(why)s", amount=amount, why=why), "bad"
    if charge.status is PaymentStatus.EXPIRED:
        return _("The charge of %(amount)s was withdrawn and not taken.", amount=amount), "warn"
    words = _("JKOPay did not answer, so whether %(amount)s were taken is unknown. We keep asking.", amount=amount)
    return words, "warn"
