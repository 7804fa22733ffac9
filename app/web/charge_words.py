"""Why a charge was not taken, and what the shopper can do, in plain words (codes: protocol section 6)."""

from flask_babel import gettext as _

from app.models import Charge, PaymentStatus


def explain_charge(code: str | None) -> str:
    """Why JKOPay did not charge. What only the shop can mend is said without details."""
    words: dict[str, str] = {
        "104": _("This would go over your monthly limit at JKOPay. It is free again next month, or pay another way."),
        "115": _("JKOPay could not take the payment. Please check your account in the JKOPay app."),
        "121": _("There was not enough in the account you pay from. Please top it up in the JKOPay app."),
        "302": _("The authorization has been cancelled, so nothing more is charged under it."),
        "303": _("The amount is over the limit you set for our shop. You can raise it in the JKOPay app."),
        "305": _("This cycle has been charged as often as agreed already. The next cycle starts anew."),
        "306": _("JKOPay charges only from 08:00 to 20:00, Taipei time."),
        "307": _("Another charge under your authorization was still under way."),
    }
    ours: str = _("The mistake is on our side, not yours. We have been told and look after it.")
    return words.get(code or "", ours)


def charge_state(charge: Charge) -> tuple[str, str]:
    """The style of a badge and its word."""
    if charge.status is PaymentStatus.PAID:
        if charge.refunded == charge.amount:
            return "", _("Refunded in full")
        return "badge-good", _("Partly refunded") if charge.refunded else _("Paid")
    words: dict[PaymentStatus, tuple[str, str]] = {
        PaymentStatus.NEW: ("badge-wait", _("Waits for its time")),
        PaymentStatus.PENDING: ("badge-wait", _("Being charged")),
        PaymentStatus.REFUSED: ("badge-bad", _("Not charged")),
        PaymentStatus.FAILED: ("badge-bad", _("Not charged")),
        PaymentStatus.EXPIRED: ("", _("Withdrawn")),
    }
    return words[charge.status]
