"""Why a charge was not taken, and what the shopper can do, in plain words (codes: protocol section 6)."""

from flask_babel import gettext as _

from app.models import Charge, PaymentStatus
from app.payment_errors import explain

CHARGE, CHARGE_INQUIRY = "POST /platform/authpay/transaction", "GET /platform/authpay/inquiry"


def explain_charge(code: str | None) -> str:
    """Why JKOPay did not charge, and what to do next. What only the shop can mend is said without details."""
    error = explain(CHARGE, code) if code else explain(CHARGE_INQUIRY, "status 100")
    return str(_(error.shopper))


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
