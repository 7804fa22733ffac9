"""What the shop itself demands of a refund, before anything is stored or sent (money rule 6)."""

from decimal import Decimal

from app.models import Payment, PaymentStatus
from app.models.money import AmountInvalid, to_minor


class RefundRejected(Exception):
    """The refund breaks a rule of ours, and nothing was sent."""


class PaymentNotPaid(RefundRejected):
    """There is nothing to give back."""


class RefundAmountInvalid(RefundRejected):
    """Not a positive amount of the currency's digits."""


class RefundTooLarge(RefundRejected):
    """More than what can still be refunded. `refundable` says how much that is, in smallest units."""

    def __init__(self, refundable: int) -> None:
        super().__init__(f"at most {refundable}")
        self.refundable = refundable


class FullRefundRequired(RefundRejected):
    """A JKOPay coupon was used: the order goes back whole or not at all."""


class RefundNumberUsed(RefundRejected):
    """The form was sent before, for another amount: it is that refund, and cannot become a second one."""


class RefundableChanged(RefundRejected):
    """Somebody else refunded since the form was shown; the staff must look again."""


def check_refund(payment: Payment, amount: Decimal, seen_refundable: int) -> int:
    """The amount in smallest units, where `payment`, as it stands now, can give it back.

    Raises:
        RefundRejected: one of its kinds.
    """
    if payment.status is not PaymentStatus.PAID:
        raise PaymentNotPaid(payment.number)
    try:
        minor = to_minor(amount, payment.currency)
    except AmountInvalid as error:
        raise RefundAmountInvalid(str(error)) from error
    if minor <= 0:
        raise RefundAmountInvalid(f"{amount} is not above zero")
    refundable = payment.refundable
    if refundable != seen_refundable:
        raise RefundableChanged(f"{refundable}, seen {seen_refundable}")
    if minor > refundable:
        raise RefundTooLarge(refundable)
    if payment.full_refund_only and minor != payment.amount:
        raise FullRefundRequired(payment.number)
    return minor
