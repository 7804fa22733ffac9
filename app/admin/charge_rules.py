"""When the staff is offered to charge an order again; the service has the last word."""

from collections.abc import Mapping, Sequence

from app.db import Database, utc_now
from app.models import Authorization, Charge, Order
from app.services.charging_again import last_charge, may_charge_again
from app.services.disputes import disputed_orders


def find_chargeable(db: Database, order: Order, under: Mapping[int, Authorization]) -> Charge | None:
    """The last charge of `order`, where another one may follow it now.

    `under` are the authorizations by the charge's id.
    """
    last = last_charge(order)
    if last is None or order.id in disputed_orders(db, [order.id]):
        return None
    return last if may_charge_again(order, last, under[last.id], utc_now()) else None


def filter_chargeable(db: Database, lasts: Sequence[Charge], authorization: Authorization) -> set[int]:
    """The ids of those of `lasts`, each the last charge of its order under `authorization`, that another may follow."""
    disputed, now = disputed_orders(db, [last.order_id for last in lasts]), utc_now()
    free = [last for last in lasts if last.order_id not in disputed]
    return {last.id for last in free if may_charge_again(last.order, last, authorization, now)}
