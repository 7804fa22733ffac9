"""Which API of JKOPay answered about a payment: OnlinePay's and authorized payment's refusals differ."""

from app.models import Charge, Payment

ENTRY, REFUND = "POST /platform/entry", "POST /platform/refund"
CHARGE, CHARGE_REFUND = "POST /platform/authpay/transaction", "POST /platform/authpay/refund"
DETAIL = "GET /platform/authpay/detail"


def start_api_of(payment: Payment) -> str:
    """The API that makes its link, or takes it."""
    return CHARGE if isinstance(payment, Charge) else ENTRY


def refund_api_of(payment: Payment) -> str:
    """The API that gives it back."""
    return CHARGE_REFUND if isinstance(payment, Charge) else REFUND
