"""What can be made to happen in the sandbox, and the shop's reaction to it."""

from collections.abc import Mapping
from enum import StrEnum

from app.services.sandbox_bindings import cancel_binding, decline_binding, grant_binding
from app.services.sandbox_payments import decline_payment, fail_payment, pay
from app.services.sandbox_redelivery import tell_again
from app.services.sandbox_stage import Happened, Stage, Trigger


class Event(StrEnum):
    """Named as the payment world names such events: what it is about, and what happened."""

    PAYMENT_PAID = "payment.paid"
    PAYMENT_FAILED = "payment.failed"
    PAYMENT_DECLINED = "payment.declined"
    AUTHORIZATION_GRANTED = "authorization.granted"
    AUTHORIZATION_DECLINED = "authorization.declined"
    AUTHORIZATION_CANCELLED = "authorization.cancelled"
    NOTIFICATION_REDELIVERED = "notification.redelivered"


EVENTS: Mapping[Event, str] = {
    Event.PAYMENT_PAID: "The wallet user pays: confirm_url is asked, the money moves, result_url is told.",
    Event.PAYMENT_FAILED: "The payment fails for good: an inquiry says status 100.",
    Event.PAYMENT_DECLINED: "The wallet user presses cancel: nobody is told, and inquiries go on saying not paid yet.",
    Event.AUTHORIZATION_GRANTED: "The wallet user binds: result_url is told.",
    Event.AUTHORIZATION_DECLINED: "The wallet user does not bind: nobody is told, and the link is dead.",
    Event.AUTHORIZATION_CANCELLED: "The wallet user or JKOPay ends it: the cancellation address is told, if it is set.",
    Event.NOTIFICATION_REDELIVERED: "The newest call to the shop about an order or authorization is made once more.",
}

_TRIGGERS: Mapping[Event, Trigger] = {
    Event.PAYMENT_PAID: pay,
    Event.PAYMENT_FAILED: fail_payment,
    Event.PAYMENT_DECLINED: decline_payment,
    Event.AUTHORIZATION_GRANTED: grant_binding,
    Event.AUTHORIZATION_DECLINED: decline_binding,
    Event.AUTHORIZATION_CANCELLED: cancel_binding,
    Event.NOTIFICATION_REDELIVERED: tell_again,
}


def trigger_event(stage: Stage, event: Event, number: str | None) -> Happened:
    """Make `event` happen to `number`, of an order, payment or authorization, or to a new one made for it.

    Raises:
        SandboxAway, SandboxUnsuited, SandboxRefused: as `SandboxControl` says; a new order or authorization stays.
    """
    stage.sandbox.check()
    return _TRIGGERS[event](stage, number)
