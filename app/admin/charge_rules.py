"""When the staff is offered to charge an order again; the service has the last word."""

from collections.abc import Mapping

from app.db import utc_now
from app.models import Authorization, Charge
from app.services.charging_again import last_charge, may_charge_again
from app.services.orders import OrderFile


def find_chargeable(file: OrderFile, under: Mapping[int, Authorization]) -> Charge | None:
    """The last charge of an order, where another one may follow it now.

    `under` are the authorizations by the charge's id.
    """
    last = last_charge(file.order)
    if last is None or file.is_disputed:
        return None
    return last if may_charge_again(file.order, last, under[last.id], utc_now()) else None
