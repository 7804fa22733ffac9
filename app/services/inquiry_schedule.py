"""When to ask JKOPay about a payment again: from seconds while its QR lives to hours after, then never.

Pure: the rows say when, the sweep only reads the clock.
"""

from datetime import datetime, timedelta

from app.models import Authorization, OrderStatus, Payment, PaymentStatus

PAYMENT_VALID = timedelta(minutes=60)
"""How long a payment may be paid (the entry's valid_time): room for two renewals of the 20-minute QR."""

CONFIRM_RETRY_WINDOW = timedelta(seconds=60)
"""JKOPay asks confirm_url up to four times with 15 s each; within it the first yes is said again."""

CLOSING_GRACE = timedelta(seconds=90)
"""Money confirmed in the last second moves a little later, so stock is given back only after this."""

LEASE = timedelta(seconds=30)
"""A claimed row is somebody's for this long: twice the deadline of a call."""

OVERDUE = timedelta(days=1)
"""Nothing is known of a payment this long after its last moment: a person must look."""

UNTOLD_STEP = timedelta(days=7)
"""An answer that leaves a payment out, or calls it paid with another amount, ends nothing, however long ago the payment
did; but it may be the same for ever."""

# The impatient press a button more than once.
_MOMENT = timedelta(seconds=2)
_FOREVER_STEP = timedelta(hours=6)
_DOUBT = timedelta(days=7)
_WHILE_PAYABLE = (3, 5, 8, 12, 20)
_DEAD_QR_STEP = timedelta(seconds=60)
_AFTERWARDS = (
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=6)),
)


def next_inquiry_at(payment: Payment, now: datetime) -> datetime | None:
    """When to ask next, or None when there is nothing more to learn."""
    if payment.status is PaymentStatus.PAID:
        return None
    if payment.status is PaymentStatus.REFUSED and not payment.entry_silent:
        return None
    return follow_link(payment, now, is_open=is_awaited(payment))


def is_awaited(payment: Payment) -> bool:
    """Whether something hangs on the answer: the payment itself, or an order that keeps its goods until then."""
    order = payment.order
    is_of_open_order = order.status is OrderStatus.OPEN and order.payment_id == payment.id
    return is_of_open_order or payment.status in (PaymentStatus.NEW, PaymentStatus.PENDING)


def follow_link(row: Payment | Authorization, now: datetime, *, is_open: bool) -> datetime | None:
    """When to ask next about what a shopper does, or does not do, with a link.

    Only an answer ends an unknown: while `row` `is_open`, asking never stops.
    """
    closing = row.valid_until + CLOSING_GRACE
    if now < closing:
        return min(now + _payable_step(row, now), closing)
    for age, step in _AFTERWARDS:
        if now - row.valid_until < age:
            return now + step
    return now + _FOREVER_STEP if is_open else None


def look_again_at(silent_at: datetime | None, now: datetime, *, is_told: bool) -> datetime | None:
    """When to ask again about what ended: for a week after a silence, whose call may come late, then until JKOPay tells
    of it.

    `is_told`: JKOPay's last answer did, and it adds up. What ended without a silence is not asked about.
    """
    if silent_at is None:
        return None
    if now - silent_at <= _DOUBT:
        return now + _FOREVER_STEP
    return None if is_told else now + UNTOLD_STEP


def was_just_asked(row: Payment | Authorization, now: datetime) -> bool:
    """Whether JKOPay was asked about `row` a moment ago, so that asking at once would tell nothing new.

    Before as after `now`: a clock that went back puts the last question ahead of it.
    """
    return row.last_inquiry_at is not None and abs(now - row.last_inquiry_at) < _MOMENT


def _payable_step(row: Payment | Authorization, now: datetime) -> timedelta:
    if row.qr_expires_at is not None and now > row.qr_expires_at + _DEAD_QR_STEP:
        return _DEAD_QR_STEP
    return timedelta(seconds=_WHILE_PAYABLE[min(row.inquiry_count, len(_WHILE_PAYABLE) - 1)])
