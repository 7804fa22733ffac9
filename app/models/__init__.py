"""The aggregates and their transition tables, one a file."""

from app.models.attention import Attention, AttentionReason
from app.models.history import History, IllegalTransition, move, record
from app.models.notification import Notification, NotificationKind
from app.models.order import Order, OrderLine, OrderStatus
from app.models.payment import Payment, PaymentStatus
from app.models.product import Product
from app.models.refund import Refund, RefundStatus
from app.models.staff import Staff, StaffSession

__all__ = [
    "Attention",
    "AttentionReason",
    "History",
    "IllegalTransition",
    "Notification",
    "NotificationKind",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Payment",
    "PaymentStatus",
    "Product",
    "Refund",
    "RefundStatus",
    "Staff",
    "StaffSession",
    "move",
    "record",
]
