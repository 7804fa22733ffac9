"""When the staff is offered to charge an order again; the service has the last word."""

from collections.abc import Mapping

from app.db import utc_now
from app.models import Authorization, Charge, Order
from app.services.charging_again import last_charge, may_charge_again


def find_chargeable(order: Order, under: Mapping[int, Authorization]) -> Charge | None:
    """The last charge of `order`, where another one may follow it now.

    `under` are the authorizations by the charge's id.
    """
    last = last_charge(order)
    return last if last is not None and may_charge_again(order, last, under[last.id], utc_now()) else None
