"""Whose order a control call means: merchants may have the same ids."""

from flask import request

from app.sandbox.merchants import FIRST
from app.sandbox.orders import merchants_of_order
from app.sandbox.sandbox import the_sandbox


def merchant_of_order(order_id: str) -> int:
    """`merchant_id` of the query, else the only merchant that has an order of this id, else the first one.

    Raises ValueError when several have one, and for a `merchant_id` that is nobody's.
    """
    if given := request.args.get("merchant_id"):
        known = {str(merchant.number): merchant.number for merchant in the_sandbox().merchants.all()}
        if given not in known:
            raise ValueError("merchant_id: there is no such merchant")
        return known[given]
    with the_sandbox().database.read() as connection:
        owners = merchants_of_order(connection, order_id)
    if len(owners) > 1:
        raise ValueError("several merchants have an order of this id: add ?merchant_id=")
    return owners[0] if owners else FIRST
