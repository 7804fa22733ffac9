"""Stock: reserved at checkout, given back when an order closes, sold at payment. Two people never buy the last one.

Each step is a guarded UPDATE, in the order of product ids so that two orders cannot wait for each other.
"""

from collections.abc import Sequence

from sqlalchemy import Update, bindparam, update
from sqlalchemy.orm import Session

from app.models import OrderLine, Product

_RESERVED, _ON_HAND = Product.reserved + bindparam("reserved_more"), Product.on_hand + bindparam("on_hand_more")
_CHANGE = (
    update(Product)
    .where(Product.id == bindparam("product_id"))
    .values(reserved=_RESERVED, on_hand=_ON_HAND)
    .returning(Product.id)
    .execution_options(synchronize_session=False)
)
_PROMISE = _CHANGE.where(Product.on_hand >= _RESERVED)
_TAKE_BACK = _CHANGE.where(_RESERVED >= 0)


class OutOfStock(Exception):
    """There is less than was asked for. `product_ids` says of what."""

    def __init__(self, product_ids: Sequence[int]) -> None:
        super().__init__(f"out of stock: {list(product_ids)}")
        self.product_ids = tuple(product_ids)


def reserve(session: Session, lines: Sequence[OrderLine]) -> None:
    """Promise the lines to their order.

    Raises:
        OutOfStock: for every line that cannot be promised; the caller's transaction must roll back.
    """
    missing = [
        product_id for product_id, count in _goods(lines) if not _change(session, _PROMISE, product_id, reserved=count)
    ]
    if missing:
        raise OutOfStock(missing)


def release(session: Session, lines: Sequence[OrderLine]) -> None:
    """Give back what was promised."""
    for product_id, count in _goods(lines):
        _change(session, _TAKE_BACK, product_id, reserved=-count)


def sell(session: Session, lines: Sequence[OrderLine]) -> bool:
    """The promised pieces leave the house. False where a promise had been lost, which only a hand can do."""
    sold = [
        _change(session, _TAKE_BACK, product_id, reserved=-count, on_hand=-count) for product_id, count in _goods(lines)
    ]
    return all(sold)


def sell_unreserved(session: Session, lines: Sequence[OrderLine]) -> bool:
    """Sell what was no longer promised (a late payment): all lines, or none and False."""
    try:
        with session.begin_nested():
            reserve(session, lines)
    except OutOfStock:
        return False
    return sell(session, lines)


def _goods(lines: Sequence[OrderLine]) -> list[tuple[int, int]]:
    """Product and count. What a plan brings is packed to order: it has no product and no stock."""
    return sorted((line.product_id, line.count) for line in lines if line.product_id is not None)


def _change(session: Session, statement: Update, product_id: int, *, reserved: int, on_hand: int = 0) -> bool:
    changed = {"product_id": product_id, "reserved_more": reserved, "on_hand_more": on_hand}
    return session.execute(statement, changed).first() is not None
