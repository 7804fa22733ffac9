"""The aggregates and their transition tables, one a file."""

from app.models.api_call import ApiCall, ApiCallSubject, Direction, Outcome
from app.models.attention import Attention, AttentionReason
from app.models.authorization import Authorization, AuthorizationKind, AuthorizationStatus, Period
from app.models.charge import Charge
from app.models.history import History, IllegalTransition, move, record
from app.models.jobs_process import JobsProcess
from app.models.notification import Notification, NotificationKind
from app.models.order import Order, OrderLine, OrderStatus
from app.models.payment import ENDED_UNPAID, Payment, PaymentStatus
from app.models.product import Product
from app.models.rate_limit import RateLimit
from app.models.refund import Refund, RefundStatus
from app.models.staff import Staff, StaffSession
from app.models.subscription import Plan, Subscription, SubscriptionStatus

__all__ = [
    "ENDED_UNPAID",
    "ApiCall",
    "ApiCallSubject",
    "Attention",
    "AttentionReason",
    "Authorization",
    "AuthorizationKind",
    "AuthorizationStatus",
    "Charge",
    "Direction",
    "History",
    "IllegalTransition",
    "JobsProcess",
    "Notification",
    "NotificationKind",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Outcome",
    "Payment",
    "PaymentStatus",
    "Period",
    "Plan",
    "Product",
    "RateLimit",
    "Refund",
    "RefundStatus",
    "Staff",
    "StaffSession",
    "Subscription",
    "SubscriptionStatus",
    "move",
    "record",
]
