"""The words for what JKOPay said when something came to wait for a person."""

from app.admin.payment_apis import CHARGE, DETAIL
from app.admin.refusals import advise_on_fault, advise_on_refusal
from app.models import Attention, AttentionReason


def tell_cause(attention: Attention) -> str:
    """Why JKOPay refused, where that is the reason; else empty."""
    if attention.reason is AttentionReason.CHARGE_REFUSED:
        return advise_on_refusal(CHARGE, attention.detail, None)
    if attention.reason is AttentionReason.INTEGRATION_FAULT:
        # A fault of one authorization is what `detail` said about it.
        return advise_on_fault(DETAIL if attention.authorization_id else attention.subject, attention.detail)
    return ""
