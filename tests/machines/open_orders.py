"""Thousands of orders that wait for their payment, put into the database at once."""

from datetime import timedelta

from sqlalchemy import func, insert, select, update

from app.db import utc_now
from app.models import Order, OrderLine, OrderStatus, Payment, PaymentStatus, Product
from app.services.numbers import new_token
from tests.running import RunningShop

SLUG = "kraft-notebook"


def add_open_orders(shop: RunningShop, count: int) -> None:
    """As many orders of one piece each as if they had been placed just now, with their links; JKOPay knows none."""
    now = utc_now()
    valid_until = (now + timedelta(minutes=60)).replace(microsecond=0)
    with shop.db.write() as session:
        product = session.scalars(select(Product).where(Product.slug == SLUG)).one()
        product.on_hand += count
        product.reserved += count
        first = (session.scalar(select(func.max(Order.id))) or 0) + 1
        # Ids of our own would not move PostgreSQL's sequences, so they are read back from the numbers.
        orders = [
            {
                "number": f"B{number}",
                "token": new_token(),
                "checkout_key": f"bulk-{number}",
                "status": OrderStatus.OPEN,
                "currency": "TWD",
                "total": product.price,
                "customer_name": "王小明",
                "customer_email": "ming@example.com",
                "note": "",
                "locale": "zh_Hant_TW",
                "version": 1,
                "created_at": now,
                "updated_at": now,
            }
            for number in range(first, first + count)
        ]
        session.execute(insert(Order), orders)
        ids = dict(session.execute(select(Order.number, Order.id).where(Order.checkout_key.startswith("bulk-"))).all())
        session.execute(
            insert(Payment),
            [
                {
                    "kind": "payment",
                    "order_id": order_id,
                    "number": f"{number}-1",
                    "callback_token": new_token(),
                    "status": PaymentStatus.PENDING,
                    "currency": "TWD",
                    "amount": product.price,
                    "request_body": b"{}",
                    "valid_until": valid_until,
                    "payment_url": f"{shop.sandbox.url}/pay/{number}",
                    "qr_expires_at": now + timedelta(minutes=20),
                    "entry_silent": False,
                    "next_inquiry_at": now + timedelta(minutes=10),
                    "inquiry_count": 0,
                    "created_at": now,
                }
                for number, order_id in ids.items()
            ],
        )
        session.execute(
            insert(OrderLine),
            [
                {
                    "order_id": order_id,
                    "product_id": product.id,
                    "name_zh": product.name_zh,
                    "name_en": product.name_en,
                    "unit_price": product.price,
                    "count": 1,
                }
                for order_id in ids.values()
            ],
        )
        of_order = select(Payment.id).where(Payment.order_id == Order.id).scalar_subquery()
        session.execute(
            update(Order)
            .where(Order.checkout_key.startswith("bulk-"))
            .values(payment_id=of_order)
            .execution_options(synchronize_session=False)
        )


def statuses(shop: RunningShop) -> dict[str, int]:
    """How many orders there are of each status."""
    with shop.db.read() as session:
        rows = session.execute(select(Order.status, func.count()).group_by(Order.status)).all()
    return {str(status): count for status, count in rows}


def unended(shop: RunningShop) -> int:
    """How many payments are neither paid nor known to be unpaid."""
    open_ = Payment.status.in_((PaymentStatus.NEW, PaymentStatus.PENDING))
    with shop.db.read() as session:
        return session.scalars(select(func.count(Payment.id)).where(open_)).one()
