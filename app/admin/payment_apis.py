"""Which API of JKOPay answered about a payment: OnlinePay's and authorized payment's refusals differ."""

from app.admin.authpay_refusals import CHARGE, CHARGE_REFUND
from app.admin.onlinepay_refusals import ENTRY, REFUND
from app.models import Charge, Payment


def start_api_of(payment: Payment) -> str:
    """The API that makes its link, or takes it."""
    return CHARGE if isinstance(payment, Charge) else ENTRY


def refund_api_of(payment: Payment) -> str:
    """The API that gives it back."""
    return CHARGE_REFUND if isinstance(payment, Charge) else REFUND
