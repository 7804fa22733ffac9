"""When the staff is offered to charge an order again; the service has the last word."""

from collections.abc import Mapping

from app.db import utc_now
from app.models import Authorization, AuthorizationStatus, Order, OrderStatus, PaymentStatus

_ENDED = (PaymentStatus.REFUSED, PaymentStatus.FAILED, PaymentStatus.EXPIRED)


def may_charge_again(order: Order, under: Mapping[int, Authorization]) -> bool:
    """Whether the last payment of `order` is a charge that ended unpaid and whose authorization still stands.

    `under` are the authorizations by the charge's id.
    """
    last = order.payment
    if last is None or order.status is OrderStatus.PAID or last.status not in _ENDED:
        return False
    authorization = under.get(last.id)
    stands = authorization is not None and authorization.status is AuthorizationStatus.GRANTED
    return stands and (order.subscription_id is None or utc_now() < last.valid_until)
