"""The state of an order as its page shows it; every word about money depends on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.models import AttentionReason, Charge, Order, OrderStatus, Payment, PaymentStatus, Refund, RefundStatus
from app.services.orders import remaining_seconds
from app.web.link_card import LinkCard

LATE_MONEY = timedelta(hours=2)
"""How long the page of a closed order keeps listening for money that came at the last moment."""


class CardState(StrEnum):
    """What the shopper can do or wait for. The template `orders/_status.html` has one part for each."""

    PREPARING = "preparing"
    SILENT = "silent"
    WAITING = "waiting"
    FADED = "faded"
    ENDING = "ending"
    CONFIRMING = "confirming"
    DIFFERING = "differing"
    REFUSED = "refused"
    FAILED = "failed"
    CLOSED = "closed"
    PAID = "paid"
    CHARGING = "charging"
    QUEUED = "queued"
    UNCHARGED = "uncharged"


_MOVING = frozenset(
    {
        CardState.PREPARING,
        CardState.SILENT,
        CardState.WAITING,
        CardState.FADED,
        CardState.ENDING,
        CardState.CONFIRMING,
        CardState.DIFFERING,
        CardState.CHARGING,
    }
)


@dataclass(frozen=True)
class OrderCard(LinkCard):
    """One order at one moment."""

    order: Order
    state: CardState
    reasons: frozenset[AttentionReason]

    @property
    def payment(self) -> Payment | None:
        """The payment the page is about."""
        return self.order.payment

    @property
    def token(self) -> str:
        """Of the page's address."""
        return self.order.token

    @property
    def is_moving(self) -> bool:
        """Whether something happens soon without the shopper's doing."""
        return self.state in _MOVING

    @property
    def last_refusal(self) -> str | None:
        """JKOPay's answer to the charge before the one the page is about."""
        charges = [payment for payment in self.order.payments if isinstance(payment, Charge)]
        return next((charge.refusal_code for charge in reversed(charges) if charge is not self.payment), None)

    @property
    def refunds(self) -> Sequence[Refund]:
        """What was or is being given back; a refused request of the staff is none of the shopper's worries."""
        given = [refund for payment in self.order.payments for refund in payment.refunds]
        return [refund for refund in given if refund.status is not RefundStatus.REFUSED]


def read_card(
    order: Order, now: datetime, *, reasons: Collection[AttentionReason] = (), returned: bool = False
) -> OrderCard:
    """The card of `order`; `reasons` are its open attentions."""
    payment = order.payment
    state = _state(order, payment, now, returned)
    if AttentionReason.AMOUNT_DIFFERS in reasons and state is not CardState.PAID:
        state = CardState.DIFFERING
    shown = payment if state in (CardState.WAITING, CardState.CONFIRMING) else None
    return OrderCard(
        order=order,
        state=state,
        qr_expires_at=payment.qr_expires_at if payment else None,
        remaining_seconds=remaining_seconds(shown.qr_expires_at, now) if shown else 0,
        returned=returned,
        is_final=state is CardState.PAID or (state is not CardState.DIFFERING and _is_over(order, payment, now)),
        reasons=frozenset(reasons),
    )


def _state(order: Order, payment: Payment | None, now: datetime, returned: bool) -> CardState:
    if order.status is OrderStatus.PAID:
        return CardState.PAID
    if isinstance(payment, Charge):
        return _charge_state(payment, now)
    if payment is None or payment.status is PaymentStatus.EXPIRED:
        return CardState.CLOSED
    if payment.status is PaymentStatus.REFUSED:
        return CardState.REFUSED
    if order.status is OrderStatus.CLOSED:
        return CardState.CLOSED
    if payment.status is PaymentStatus.FAILED:
        return CardState.FAILED
    if now >= payment.valid_until:
        return CardState.ENDING
    if payment.status is PaymentStatus.NEW:
        is_asking = payment.lease_until is not None and payment.lease_until > now
        return CardState.PREPARING if is_asking and not payment.silent_since else CardState.SILENT
    if returned:
        return CardState.CONFIRMING
    return CardState.WAITING if remaining_seconds(payment.qr_expires_at, now) else CardState.FADED


def _charge_state(charge: Charge, now: datetime) -> CardState:
    if charge.status is PaymentStatus.PENDING:
        return CardState.CHARGING
    if charge.status is PaymentStatus.NEW:
        is_sending = charge.lease_until is not None and charge.lease_until > now
        return CardState.CHARGING if is_sending else CardState.QUEUED
    return CardState.UNCHARGED


def _is_over(order: Order, payment: Payment | None, now: datetime) -> bool:
    if order.status is not OrderStatus.CLOSED:
        return False
    return payment is None or now - payment.valid_until > LATE_MONEY
